// helios/catalog/merge_rules.hpp -- what a merge of branches must know of tables: definitions merge
// by their parts, indexes follow their rows, constraints hold in the result.
//
// Shape     history::merge calls begin(), which settles the catalog (merge_objects.hpp), then
//           changed() per row and build() per new index, which only take notes. check() comes last
//           and works on the whole merged state:
//
//             generated columns: computed anew where a row or its expression changed
//             indexes: new ones built; the others: old entries out, then new entries in
//             NOT NULL, CHECK, unique, foreign keys: what changed, or all rows of a new constraint
// Holds     (R1) no merge commits a state that breaks a constraint: with on_conflict::fail a breach
//           is a conflict of its kind, with another policy, which cannot decide it, an error
//           (R2) generated columns follow from the merged row, whoever made it: they are never in
//           conflict, unless they cannot be computed
// Threads   as the merge
// Errors    23502, 23503, 23505, 23514, and class 22 of generated columns, under (R1);
//           55000 as merge_objects.hpp
#pragma once

#include <helios/catalog/catalog_reader.hpp>
#include <helios/catalog/expression_source.hpp>
#include <helios/catalog/merge_objects.hpp>

#include <map>
#include <set>

namespace helios::catalog {

class merge_rules : public history::merge_follower {
 public:
  merge_rules(std::shared_ptr<history::engine> in, history::on_conflict policy,
              definition_cache& cache, expression_source* expressions = nullptr)
      : engine_(std::move(in)), cache_(&cache), expressions_(expressions), policy_(policy) {}

  HELIOS_DECL void begin(history::transaction& in, history::version_ptr const& base,
                         history::version_ptr const& theirs,
                         std::vector<history::merge_conflict>& conflicts) override;
  [[nodiscard]] HELIOS_DECL history::tree_origin origin(tree_id id) const override;
  [[nodiscard]] storage::shape const* form(tree_id id) const override {
    return objects_ ? objects_->form(id) : nullptr;
  }
  [[nodiscard]] bool computed(tree_id table, column_id column) const override {
    return generated_.contains({table, column});
  }
  HELIOS_DECL void changed(history::transaction& in, tree_id table, storage::key_view const& key,
                           byte_view before, byte_view after) override;
  HELIOS_DECL void build(history::transaction& in, tree_id derived) override;
  HELIOS_DECL void check(history::transaction& in,
                         std::vector<history::merge_conflict>& conflicts) override;

 private:
  struct changed_row {
    storage::key key;
    bytes before, after;  // empty: no row
  };
  struct table_run;
  using conflicts = std::vector<history::merge_conflict>;

  [[nodiscard]] HELIOS_DECL catalog_reader of(history::version_ptr const& state) const;
  HELIOS_DECL void compute(history::transaction& in, table_definition const& t, conflicts& all);
  HELIOS_DECL void note_others(table_run& run);
  [[nodiscard]] HELIOS_DECL std::optional<row_values> values_of(table_run& run,
                                                                changed_row const& row);
  HELIOS_DECL void move_rows(table_run& run, std::vector<changed_row> moved);
  HELIOS_DECL void table(history::transaction& in, table_definition const& t, conflicts& all);
  HELIOS_DECL void index(table_run& run, index_definition const& index);
  HELIOS_DECL void rows(table_run& run);
  HELIOS_DECL void parents(table_run& run);
  HELIOS_DECL void breach(table_run& run, history::conflict_kind kind, storage::key_view const& key,
                          error const& otherwise, std::optional<column_id> column = {});

  std::shared_ptr<history::engine> engine_;
  definition_cache* cache_;
  expression_source* expressions_;
  history::on_conflict policy_;
  history::version_ptr ours_;
  std::optional<merge_objects> objects_;  // nothing: both have the same ones
  std::set<tree_id> derived_, to_build_;  // derived_: of those that both have
  std::set<std::pair<tree_id, column_id>> generated_;
  std::map<tree_id, std::vector<changed_row>> changes_;
};

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/merge_generated.ipp>
#include <helios/catalog/impl/merge_rules.ipp>
#endif
