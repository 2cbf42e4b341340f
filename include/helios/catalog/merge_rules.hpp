// helios/catalog/merge_rules.hpp -- what a merge of branches must know of tables: definitions merge
// by their parts, indexes follow their rows, constraints hold in the result.
//
// Shape     history::merge calls changed() per row and build() per new index; both only take notes.
//           check() comes last and works on the whole merged state:
//
//             definitions that both sides changed, part by part  -> a conflict goes away
//             indexes: new ones built; the others: old entries out, then new entries in
//             NOT NULL, CHECK, unique, foreign keys: what changed, or all rows of a new constraint
// Holds     (R1) no merge commits a state that breaks a constraint: with on_conflict::fail a breach
//           is a conflict of its kind, with another policy, which cannot decide it, an error
// Threads   as the merge
// Errors    40001 the target moved; 23502, 23503, 23505, 23514, 55000 under (R1)
#pragma once

#include <helios/catalog/catalog_reader.hpp>
#include <helios/catalog/expression_source.hpp>
#include <helios/history/merge.hpp>

#include <map>
#include <set>

namespace helios::catalog {

class merge_rules : public history::merge_follower {
 public:
  HELIOS_DECL merge_rules(std::shared_ptr<history::engine> const& in, branch_id source,
                          branch_id target, history::on_conflict policy, definition_cache& cache,
                          expression_source* expressions = nullptr);

  [[nodiscard]] HELIOS_DECL bool derived(tree_id id) const override;
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
  HELIOS_DECL void settle_dropped_trees(history::transaction& in, conflicts& all);
  HELIOS_DECL void merge_definitions(history::transaction& in, conflicts& all);
  HELIOS_DECL void table(history::transaction& in, table_definition const& t, conflicts& all);
  HELIOS_DECL void index(table_run& run, index_definition const& index);
  HELIOS_DECL void rows(table_run& run);
  HELIOS_DECL void parents(table_run& run);
  HELIOS_DECL void breach(table_run& run, history::conflict_kind kind, storage::key_view const& key,
                          error const& otherwise);

  std::shared_ptr<history::engine> engine_;
  definition_cache* cache_;
  expression_source* expressions_;
  history::on_conflict policy_;
  history::version_ptr base_, ours_, theirs_;
  std::set<tree_id> derived_, to_build_;
  std::map<tree_id, std::vector<changed_row>> changes_;
};

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/merge_rules.ipp>
#endif
