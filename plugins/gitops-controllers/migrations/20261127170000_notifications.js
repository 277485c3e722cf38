/** Tables of notifications: what alerts have told, and the last deliveries. */
exports.up = async function up(knex) {
  await knex.schema.createTable('gitops_told_states', table => {
    table.comment('What each alert has last told of an object');
    table.string('cluster', 255).notNullable();
    table.string('alert', 64).notNullable().comment('UID');
    table.string('object', 64).notNullable().comment('SHA-256 of its name');
    table.string('state', 16).notNullable();
    table.bigInteger('told_at').notNullable().comment('Milliseconds, epoch');
    table.primary(['cluster', 'alert', 'object']);
    table.index(['told_at'], 'gitops_told_states_at_idx');
  });
  await knex.schema.createTable('gitops_deliveries', table => {
    table.comment('The last deliveries of each provider');
    table.string('id', 36).notNullable().primary();
    table.string('cluster', 255).notNullable();
    table.string('provider', 512).notNullable().comment('namespace/name');
    table.string('alert', 512).notNullable().comment('namespace/name');
    table.text('object').notNullable().comment('Kind/namespace/name');
    table.text('reason').notNullable();
    table.bigInteger('at').notNullable().comment('Milliseconds, epoch');
    table.text('error').nullable();
    table.index(['cluster', 'provider', 'at'], 'gitops_deliveries_at_idx');
  });
};

exports.down = async function down(knex) {
  await knex.schema.dropTable('gitops_deliveries');
  await knex.schema.dropTable('gitops_told_states');
};
