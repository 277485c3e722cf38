const GROUPS = {
  GitRepository: 'source.toolkit.fluxcd.io',
  Kustomization: 'kustomize.toolkit.fluxcd.io',
};

/** Rows are about any GitOps object, whose name begins with cluster and group. */
exports.up = async function up(knex) {
  await knex.schema.alterTable('gitops_actions', table => {
    table.renameColumn('delivery', 'object');
  });
  for (const [kind, group] of Object.entries(GROUPS)) {
    await replaceInNames(knex, `/${kind}/`, `/${group}/${kind}/`);
  }
};

exports.down = async function down(knex) {
  for (const [kind, group] of Object.entries(GROUPS)) {
    await replaceInNames(knex, `/${group}/${kind}/`, `/${kind}/`);
  }
  await knex.schema.alterTable('gitops_actions', table => {
    table.renameColumn('object', 'delivery');
  });
};

function replaceInNames(knex, from, to) {
  return knex('gitops_actions')
    .where('object', 'like', `%${from}%`)
    .update({ object: knex.raw('replace(??, ?, ?)', ['object', from, to]) });
}
