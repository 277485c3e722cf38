/** Tables of the tags of scanned images: the last scan of each, and its tags in pages. */
exports.up = async function up(knex) {
  await knex.schema.createTable('gitops_image_scans', table => {
    table.comment('The last scan of each image');
    table.string('cluster', 255).notNullable();
    table.string('image', 512).notNullable().comment('registry/path');
    table.string('scan', 36).notNullable().comment('Whose pages count');
    table.string('revision', 80).notNullable().comment('Checksum of the tags');
    table.integer('tags').notNullable().comment('Number of tags');
    table.primary(['cluster', 'image']);
  });
  await knex.schema.createTable('gitops_image_tags', table => {
    table.comment('Tags of scans, in descending order');
    table.string('scan', 36).notNullable();
    table.integer('page').notNullable();
    table.bigInteger('written').notNullable().comment('Milliseconds, epoch');
    table.text('tags').notNullable().comment('JSON array');
    table.primary(['scan', 'page']);
    table.index(['written'], 'gitops_image_tags_written_idx');
  });
};

exports.down = async function down(knex) {
  await knex.schema.dropTable('gitops_image_tags');
  await knex.schema.dropTable('gitops_image_scans');
};
