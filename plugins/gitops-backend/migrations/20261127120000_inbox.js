/** Objects whose owners have been told of a failure, and not yet of the end of it. */
exports.up = async function up(knex) {
  await knex.schema.createTable('gitops_inbox', table => {
    table.comment('Failures that are in the inbox of owners');
    table
      .string('object', 1024)
      .primary()
      .comment('cluster/group/Kind/namespace/name');
  });
};

exports.down = async function down(knex) {
  await knex.schema.dropTable('gitops_inbox');
};
