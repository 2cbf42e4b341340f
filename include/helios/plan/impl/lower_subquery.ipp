// helios/plan/impl/lower_subquery.ipp -- what a subquery in an expression is worth.
#pragma once

#include <helios/base/error.hpp>
#include <helios/exec/operators/stored_scan.hpp>
#include <helios/plan/impl/join_keys.hpp>
#include <helios/plan/impl/lowering.hpp>
#include <helios/types/value_image.hpp>

namespace helios::plan::detail {

/// Appends a value so that only the very same value has these bytes.
inline void append_exactly(bytes& to, types::value const& v) {
  to.push_back(static_cast<std::byte>(v.type()));
  to.push_back(static_cast<std::byte>(v.is_null()));
  if (v.is_null()) return;
  std::size_t const at = to.size();
  to.resize(at + sizeof(std::uint64_t));
  types::append_image(to, v, v.whole_type());
  store(to.data() + at, std::uint64_t{to.size() - at});
}

subplan::subplan(lowering& in, subquery const& of)
    : in_(&in),
      of_(&of),
      known_(in.run().memory.get()),
      rows_({}, in.run().memory.get()),
      keys_(in.run().memory.get()) {}

types::value subplan::run(std::span<types::value const> arguments) {
  std::span<types::value> const slots = in_->slots();
  for (std::size_t i = 0; i != arguments.size(); ++i) slots[of_->slots[i]] = arguments[i];
  open();
  if (!outer_sides_.empty()) return looked_up();
  if (!keeps_) return compute();
  key_.clear();
  for (std::uint32_t const slot : reads_) append_exactly(key_, slots[slot]);
  if (std::uint32_t const at = known_.find(key_); at != exec::key_table::none) return results_[at];
  types::value result = compute();
  if (known_.size() == kept_results) {
    known_.clear();
    results_.clear();
  }
  known_.find_or_insert(key_);
  results_.push_back(result);
  return result;
}

void subplan::forget() {
  known_.clear();
  results_.clear();
  rows_read_ = rows_null_ = false;
  kept_.reset();
  keys_.clear();
  if (root_) root_->restart();
}

void subplan::begin() {
  query const& q = in_->of();
  std::vector<std::uint32_t> const of_rows = outer_slots(*of_->root, q);
  slot_use use;
  use.read = of_rows;
  if (of_->comparison) add_slots(*of_->comparison, q, use);
  reads_ = use.from_outside();
  bool const same_rows = !is_volatile(*of_->root, q);
  keeps_ = reads_.empty() || (same_rows && (!of_->comparison || !is_volatile(*of_->comparison, q)));
  root_ = in_->lower(*of_->root);
  if (!of_->comparison) return;
  comparison_ = placed(of_->comparison, of_->root->columns);
  fixed_rows_ = same_rows && of_rows.empty();
  if (fixed_rows_ && of_->what == subquery::type::any) plan_lookup();
}

/// Takes the comparison apart, if it is equalities between what is outside and the rows.
void subplan::plan_lookup() {
  expressions const equalities =
      comparison_->kind == expression_kind::and_ ? comparison_->operands : expressions{comparison_};
  auto const of_rows = [&](expression const& e) {
    return !any_part(e, [](expression const& p) {
      return p.kind == expression_kind::outer_column || p.kind == expression_kind::subquery;
    });
  };
  expressions outer, rows;
  for (expression_ptr const& e : equalities) {
    if (!is_key_equality(*e)) return;
    bool const left_outside = !reads_columns(*e->operands[0]);
    expression_ptr const& outside = e->operands[left_outside ? 0 : 1];
    expression_ptr const& inside = e->operands[left_outside ? 1 : 0];
    if (reads_columns(*outside) || !of_rows(*inside)) return;
    outer.push_back(outside);
    rows.push_back(inside);
  }
  outer_sides_ = std::move(outer);
  row_sides_ = std::move(rows);
}

/// Reads the rows once; from now on they come from the store.
void subplan::keep_rows() {
  rows_read_ = true;
  rows_.reset(root_->types());
  exec::batch in;
  exec::row_keys keys;
  while (root_->next(in)) {
    rows_.append(in.columns, in.rows);
    if (row_sides_.empty()) continue;
    arena memory(in_->run().memory.get());
    exec::environment with(memory, in_->run().session);
    std::vector<exec::column> columns;
    for (expression_ptr const& e : row_sides_)
      columns.push_back(exec::evaluate(*e, in, in.rows, with));
    keys.build(columns, in.rows);
    for (std::uint32_t k = 0; k != in.count(); ++k) {
      bool const null = std::any_of(columns.begin(), columns.end(),
                                    [&](exec::column const& c) { return c.is_null(in.rows[k]); });
      rows_null_ = rows_null_ || null;
      if (!null) keys_.find_or_insert(keys[k]);
    }
  }
  kept_ = std::make_unique<exec::stored_scan>(in_->run(), root_->types(),
                                              [this]() -> exec::row_store const& { return rows_; });
}

types::value subplan::looked_up() {
  if (!rows_read_) keep_rows();
  if (rows_.rows() == 0) return types::value(false);
  bool null = false;
  key_.clear();
  for (expression_ptr const& e : outer_sides_) {
    types::value const v = exec::evaluate_constant(*e, in_->run().session);
    null = null || v.is_null();
    if (!v.is_null()) types::append_key(key_, v);
  }
  if (!null && keys_.find(key_) != exec::key_table::none) return types::value(true);
  if (!null && !rows_null_) return types::value(false);
  if (outer_sides_.size() == 1) return {};
  return compared();  // of several columns one may differ where another is NULL
}

types::value subplan::compute() {
  switch (of_->what) {
    case subquery::type::scalar: return scalar();
    case subquery::type::exists: {
      root_->restart();
      exec::batch out;
      return types::value(root_->next(out));
    }
    case subquery::type::any:
    case subquery::type::all: return compared();
  }
  HELIOS_UNREACHABLE();
}

types::value subplan::scalar() {
  root_->restart();
  exec::batch out;
  if (!root_->next(out)) return {};
  types::value result = exec::value_at(out.columns[0], out.rows[0]);
  if (out.count() > 1 || root_->next(out))
    throw error(errc::cardinality_violation,
                "more than one row returned by a subquery used as an expression");
  return result;
}

bool subplan::decides(exec::batch const& rows, bool& unknown) const {
  bool const wanted = of_->what == subquery::type::any;
  arena memory(in_->run().memory.get());
  exec::environment with(memory, in_->run().session);
  exec::column const c = exec::evaluate(*comparison_, rows, rows.rows, with);
  for (std::uint32_t k = 0; k != rows.count(); ++k) {
    std::uint32_t const row = rows.rows[k];
    if (c.is_null(row)) {
      unknown = true;
    } else if (c.as<bool>()[row] == wanted) {
      return true;
    }
  }
  return false;
}

types::value subplan::compared() {
  if (fixed_rows_ && !rows_read_) keep_rows();
  exec::operation& rows = kept_ ? *kept_ : *root_;
  rows.restart();
  bool const wanted = of_->what == subquery::type::any;
  bool unknown = false;
  exec::batch in;
  while (rows.next(in))
    if (decides(in, unknown)) return types::value(wanted);
  return unknown ? types::value() : types::value(!wanted);
}

}  // namespace helios::plan::detail
