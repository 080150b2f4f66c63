const KINDS = ["notice", "brief", "job", "enterprise", "building", "area"];

module.exports = (config) => {
  for (const kind of KINDS)
    config.addCollection(kind, (all) => all.getFilteredByGlob(`content/${kind}/*.md`).reverse());
  return { dir: { input: "content", includes: "../includes" }, markdownTemplateEngine: false };
};
