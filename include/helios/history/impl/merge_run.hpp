// helios/history/impl/merge_run.hpp -- one merge under way.
#pragma once

#include <helios/history/merge.hpp>

namespace helios::history {

class merge_run {
 public:
  merge_run(storage::tree_space& space, transaction& tx, on_conflict policy,
            merge_follower* follower, merge_result& result)
      : space_(space), tx_(tx), policy_(policy), follower_(follower), result_(result) {}
  HELIOS_DECL void trees(storage::database_root const& base, storage::database_root const& ours,
                         storage::database_root const& theirs);

 private:
  struct tree_versions {
    tree_id id;
    storage::tree const *base, *ours, *theirs;
  };
  HELIOS_DECL void by_rows(tree_versions const& v);
  HELIOS_DECL void as_theirs(tree_versions const& v);
  HELIOS_DECL void derived(tree_versions const& v);
  [[nodiscard]] HELIOS_DECL storage::shape merged_shape(tree_versions const& v) const;
  HELIOS_DECL void both(tree_versions const& v);
  HELIOS_DECL void copy(tree_versions const& v);
  HELIOS_DECL void row(storage::shape const& form, row_change const& c,
                       std::optional<storage::stored_row> const& mine);
  HELIOS_DECL void take(row_change const& c, std::optional<storage::stored_row> const& mine);
  HELIOS_DECL void put(tree_id id, storage::key_view const& key, byte_view before, byte_view after);
  HELIOS_DECL void schema_conflict(tree_id id);
  HELIOS_DECL void row_conflict(conflict_kind kind, storage::shape const& form,
                                row_change const& change,
                                std::optional<storage::stored_row> const& mine);
  HELIOS_DECL void cell_conflict(storage::shape const& form, std::size_t column,
                                 row_change const& change, storage::cell const& was,
                                 storage::cell const& here, storage::cell const& there);

  storage::tree_space& space_;
  transaction& tx_;
  on_conflict policy_;
  merge_follower* follower_;
  merge_result& result_;
};

}  // namespace helios::history
