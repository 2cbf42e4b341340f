// helios/plan/impl/lowering.hpp -- what an execution owns, and how nodes become operators.
//
// Shape     slots          one value each, set by joins and subqueries, read by expressions
//           shared rows    one store per shared query, filled when first read
//           subplans       one per subquery, lowered when first run
// Threads   as the execution
#pragma once

#include <helios/exec/key_table.hpp>
#include <helios/exec/operators/index_scan.hpp>
#include <helios/exec/operators/scan.hpp>
#include <helios/exec/row_key.hpp>
#include <helios/exec/row_store.hpp>
#include <helios/plan/impl/walk.hpp>
#include <helios/plan/lower.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace helios::plan::detail {

class lowering;

/// Rows of a shared query, or of a recursion's last round.
struct shared_rows {
  exec::row_store rows;
  exec::operation_ptr root;  // nullptr: not lowered yet, or a working table
  bool made = false;
  // What the rows depend on, and what it was when they were made.
  std::vector<std::uint32_t> reads;
  std::vector<types::value> read;
};

/// A subquery in an expression. Results are kept by the values of all slots that it reads.
class subplan final : public exec::subquery_runner {
 public:
  HELIOS_DECL subplan(lowering& in, subquery const& of);
  [[nodiscard]] HELIOS_DECL types::value run(std::span<types::value const> arguments) override;
  /// Opens the trees it reads, if it has not run yet. One that became a join has none.
  void open() {
    if (!root_ && of_->root) begin();
  }
  /// Results and rows of before.
  HELIOS_DECL void forget();

 private:
  HELIOS_DECL void begin();
  HELIOS_DECL void plan_lookup();
  [[nodiscard]] HELIOS_DECL types::value compute();
  [[nodiscard]] HELIOS_DECL types::value scalar();
  [[nodiscard]] HELIOS_DECL types::value compared();
  HELIOS_DECL void keep_rows();
  [[nodiscard]] HELIOS_DECL types::value looked_up();
  /// What the comparison says of these rows: it ends the search, or NULLs were met.
  [[nodiscard]] HELIOS_DECL bool decides(exec::batch const& rows, bool& unknown) const;

  static constexpr std::size_t kept_results = 4096;

  lowering* in_;
  subquery const* of_;
  exec::operation_ptr root_;
  expression_ptr comparison_;
  std::vector<std::uint32_t> reads_;
  bool keeps_ = false;
  bytes key_;
  exec::key_table known_;
  std::vector<types::value> results_;
  // any and all over rows that do not depend on the slots: read once, then from the store. Where
  // the comparison is equalities, keys_ holds the rows without NULL.
  bool fixed_rows_ = false, rows_read_ = false, rows_null_ = false;
  exec::row_store rows_;
  exec::operation_ptr kept_;
  expressions outer_sides_, row_sides_;
  exec::key_table keys_;
};

/// Operators of one execution, and what they share.
class lowering {
 public:
  HELIOS_DECL lowering(query const& of, exec::run_context& run, tree_reader& trees);

  [[nodiscard]] HELIOS_DECL exec::operation_ptr lower(node const& n);
  HELIOS_DECL void forget();
  HELIOS_DECL void open_all();
  /// False: a tree has another shape than the operators were made for.
  [[nodiscard]] HELIOS_DECL bool reopen(tree_reader& trees);

  [[nodiscard]] query const& of() const noexcept { return *of_; }
  [[nodiscard]] exec::run_context& run() const noexcept { return *run_; }
  [[nodiscard]] std::span<types::value> slots() noexcept { return slots_; }
  /// The operator that a node became; nullptr: it was never run.
  [[nodiscard]] exec::operation const* made_from(node const& n) const noexcept {
    for (auto const& [from, op] : made_)
      if (from == &n) return op;
    return nullptr;
  }

 private:
  /// A scan, and the trees that it reads.
  struct opened {
    std::uint32_t state;
    tree_id rows;
    storage::shape const* form;  // of the rows
    exec::scan* scan = nullptr;
    tree_id index{};
    exec::index_scan* by_index = nullptr;
  };
  [[nodiscard]] HELIOS_DECL exec::operation_ptr make(node const& n);
  [[nodiscard]] HELIOS_DECL exec::operation_ptr make_aggregate(aggregate const& a);
  [[nodiscard]] HELIOS_DECL exec::operation_ptr make_join(join const& j);
  [[nodiscard]] HELIOS_DECL exec::operation_ptr make_nested_loop(join const& j,
                                                                 expression_ptr condition);
  [[nodiscard]] HELIOS_DECL exec::operation_ptr make_scan(scan const& s);
  [[nodiscard]] HELIOS_DECL exec::operation_ptr make_index_scan(scan const& s);
  [[nodiscard]] HELIOS_DECL exec::operation_ptr make_versions(scan const& s);
  [[nodiscard]] HELIOS_DECL exec::operation_ptr make_shared(shared const& s);
  [[nodiscard]] HELIOS_DECL exec::row_store const& shared_rows_of(std::uint32_t of);
  HELIOS_DECL void open_shared(std::uint32_t of);
  [[nodiscard]] exec::operation_ptr input(node const& n, std::size_t i = 0) {
    return lower(*n.inputs[i]);
  }

  query const* of_;
  exec::run_context* run_;
  tree_reader* trees_;
  std::vector<types::value> slots_;
  std::vector<shared_rows> shared_;
  std::vector<subplan> subplans_;
  std::vector<exec::subquery_runner*> runners_;
  std::vector<std::pair<node const*, exec::operation const*>> made_;
  std::vector<opened> opened_;
};

[[nodiscard]] inline std::vector<data_type> types_of(std::vector<column> const& columns) {
  std::vector<data_type> r;
  for (column const& c : columns) r.push_back(c.type);
  return r;
}

[[nodiscard]] inline expressions all_placed(expressions const& of,
                                            std::span<column const> columns) {
  expressions r;
  for (expression_ptr const& e : of) r.push_back(placed(e, columns));
  return r;
}

/// nullptr: there are no conditions.
[[nodiscard]] inline expression_ptr conjunction(expressions of, std::span<column const> columns) {
  if (of.empty()) return nullptr;
  return placed(exec::make_logical(expression_kind::and_, std::move(of)), columns);
}

}  // namespace helios::plan::detail
