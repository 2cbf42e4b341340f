// helios/plan/change_by_key.hpp -- an UPDATE or DELETE of the one row that a whole primary key
// names: without operators.
//
// Shape     found out once per plan, run as often as the plan is; it does what apply() of the
//           change does (plan/apply_change.hpp), or nothing at all
// Threads   immutable; a run as apply()
// Errors    as apply()
#pragma once

#include <helios/catalog/write_scope.hpp>
#include <helios/exec/operation.hpp>
#include <helios/plan/impl/given_key.hpp>
#include <helios/plan/query.hpp>

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace helios::plan {

class change_by_key {
 public:
  /// Nothing: the change is more than that.
  [[nodiscard]] HELIOS_DECL static std::optional<change_by_key> in(change const& of);

  /// Whether the parameters are of the key's types.
  [[nodiscard]] bool takes(std::span<types::value const> parameters) const noexcept {
    return key_.takes(parameters);
  }
  /// Memory that runs use again.
  struct scratch {
    bytes key;
    catalog::row_values row, values;
    storage::row_guess like;
  };
  /// Returns the number of rows changed; nothing, before anything was done: how much memory the
  /// row's values take is counted by operators.  Requires takes(run.session.parameters).
  [[nodiscard]] HELIOS_DECL std::optional<std::uint64_t> run(
      exec::run_context const& run, catalog::write_scope& scope, scratch& with,
      std::function<void(std::uint64_t)> const& done = {}) const;

 private:
  explicit change_by_key(detail::given_key key) : key_(std::move(key)) {}
  HELIOS_DECL void compute(exec::run_context const& run, scratch& with) const;
  [[nodiscard]] HELIOS_DECL bool read(catalog::row_layout const& layout,
                                      storage::key_view const& key, history::seen_row const& row,
                                      catalog::row_values& to) const;

  detail::given_key key_;
  bool erases_ = false;
  /// Of an UPDATE: the columns that get values, and these, over the table's columns.
  std::vector<std::size_t> targets_;
  expressions values_;
  std::vector<types::data_type> columns_;  // empty: no value is made of the row's
};

}  // namespace helios::plan

#if HELIOS_HEADER_ONLY
#include <helios/plan/impl/change_by_key.ipp>
#endif
