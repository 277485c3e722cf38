/** Table of what people did in the portal, one row for each action. */
exports.up = async function up(knex) {
  await knex.schema.createTable('gitops_actions', table => {
    table.comment('Who did what to which delivery');
    table.string('id', 36).primary();
    table
      .string('delivery', 1024)
      .notNullable()
      .comment('cluster/Kind/namespace/name');
    table.string('action', 64).notNullable();
    table.string('by', 512).notNullable().comment('Entity reference');
    table.string('at', 32).notNullable().comment('RFC 3339, UTC');
    table.text('reason');
    table.string('outcome', 16).notNullable();
    table.text('message');
    table.index(['delivery', 'at'], 'gitops_actions_delivery_at_idx');
  });
};

exports.down = async function down(knex) {
  await knex.schema.dropTable('gitops_actions');
};
