// helios/plan/lower.hpp -- from a plan to operators that run.
//
// Shape     one execution owns its operators, slots and shared rows; the plan is shared
//             execution(..) -> root().next().. -> release() -> reopen(..) -> root().next().. -> ...
// Threads   one per execution
// Errors    what opening the trees raises
// Cost      an allocation or two per node; to reopen none, but for what opening the trees takes
#pragma once

#include <helios/exec/operation.hpp>
#include <helios/history/versions.hpp>
#include <helios/plan/query.hpp>
#include <helios/storage/tree.hpp>

namespace helios::plan {

/// Where an execution's scans find their trees. State 0 is what the session reads; the others are
/// those that the binder asked for (AS OF, other branches).
class tree_reader {
 public:
  virtual ~tree_reader() = default;
  /// Roots, shapes and pages stay while the execution runs. Scans note themselves what they read
  /// of state 0 (exec::run_context::reads).
  [[nodiscard]] virtual storage::tree open(std::uint32_t state, tree_id id) = 0;
  /// The versions of a table's rows in a range of commits, on the state's branch.
  [[nodiscard]] virtual std::vector<history::row_version> versions(
      std::uint32_t state, tree_id id, version_range range,
      std::optional<storage::key_view> only) = 0;
};

/// The expression with its columns' numbers replaced by their places in `columns`.
[[nodiscard]] HELIOS_DECL expression_ptr placed(expression_ptr const& e,
                                                std::span<column const> columns);

class execution {
 public:
  /// `of`, `run` and `trees` outlive it. The run's session gets its slots and subqueries here.
  HELIOS_DECL execution(query const& of, exec::run_context& run, tree_reader& trees);
  execution(execution const&) = delete;
  execution& operator=(execution const&) = delete;
  HELIOS_DECL ~execution();

  [[nodiscard]] HELIOS_DECL exec::operation& root() const noexcept;
  /// Opens the trees of subqueries and shared rows too, which else are opened when they are read
  /// first: what is changed from now on is not seen.
  HELIOS_DECL void open_all();
  /// Ends a run, at its end or before: what the operators handed out is gone, nothing of the trees
  /// is held any more, nothing is remembered. Memory and operators stay.
  HELIOS_DECL void release();
  /// Begins the next run, which says what a new execution would: over the trees as they are now,
  /// with the parameters and limits that the run has by now. False: a tree has another shape than
  /// it had, so it takes a new execution.  Requires release() before; `trees` outlives the run.
  [[nodiscard]] HELIOS_DECL bool reopen(tree_reader& trees);
  /// Of VALUES, scans, filters, select lists and limits alone: little is in memory between runs.
  [[nodiscard]] HELIOS_DECL bool keeps_no_rows() const noexcept;
  /// The tree as EXPLAIN shows it; with `analyze` after it ran, rows and times too.
  [[nodiscard]] HELIOS_DECL std::string explain(bool analyze) const;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace helios::plan

#if HELIOS_HEADER_ONLY
#include <helios/plan/impl/lower.ipp>
#include <helios/plan/impl/lower_join.ipp>
#include <helios/plan/impl/lower_scan.ipp>
#include <helios/plan/impl/lower_subquery.ipp>
#endif
