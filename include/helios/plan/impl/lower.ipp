// helios/plan/impl/lower.ipp -- nodes to operators, one to one but for scans and joins.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/exec/operators/append.hpp>
#include <helios/exec/operators/distinct.hpp>
#include <helios/exec/operators/fetched_rows.hpp>
#include <helios/exec/operators/filter.hpp>
#include <helios/exec/operators/hash_aggregate.hpp>
#include <helios/exec/operators/limit.hpp>
#include <helios/exec/operators/project.hpp>
#include <helios/exec/operators/recursion.hpp>
#include <helios/exec/operators/series.hpp>
#include <helios/exec/operators/stored_scan.hpp>
#include <helios/exec/operators/values.hpp>
#include <helios/plan/impl/explain.hpp>
#include <helios/plan/impl/lowering.hpp>
#include <helios/plan/optimize.hpp>

namespace helios::plan {

namespace detail {

[[nodiscard]] inline std::uint32_t place_of(std::uint32_t number, std::span<column const> columns) {
  for (std::uint32_t i = 0; i != columns.size(); ++i)
    if (columns[i].number == number) return i;
  HELIOS_UNREACHABLE();
}

}  // namespace detail

expression_ptr placed(expression_ptr const& e, std::span<column const> columns) {
  return detail::rewritten(e, [&](exec::expression const& p) -> expression_ptr {
    if (p.kind != exec::expression_kind::column) return nullptr;
    return exec::make_column(detail::place_of(p.index, columns), p.type, p.name);
  });
}

namespace detail {

lowering::lowering(query const& of, exec::run_context& run, tree_reader& trees)
    : of_(&of), run_(&run), trees_(&trees), slots_(of.slots), shared_(of.shared.size()) {
  for (shared_rows& s : shared_) s.rows = exec::row_store({}, run.memory.get());
  subplans_.reserve(of.subqueries.size());
  for (subquery const& s : of.subqueries) runners_.push_back(&subplans_.emplace_back(*this, s));
  run.session.slots = slots_;
  run.session.subqueries = runners_;
}

/// All that one execution knew beyond its operators; operators below subplans and shared rows
/// restart here.
void lowering::forget() {
  std::fill(slots_.begin(), slots_.end(), types::value());
  for (shared_rows& s : shared_) {
    s.rows.clear();
    s.made = false;
    if (s.root) s.root->restart();
  }
  for (subplan& s : subplans_) s.forget();
}

bool lowering::reopen(tree_reader& trees) {
  trees_ = &trees;
  for (opened const& o : opened_) {
    storage::tree const rows = trees.open(o.state, o.rows);
    if (&rows.form() != o.form) return false;  // shapes are kept once each
    if (o.by_index == nullptr) {
      o.scan->reopen(rows);
    } else {
      o.by_index->reopen(trees.open(o.state, o.index), rows);
    }
  }
  return true;
}

exec::operation_ptr lowering::lower(node const& n) {
  check_stack();
  exec::operation_ptr op = make(n);
  made_.emplace_back(&n, op.get());
  return op;
}

exec::operation_ptr lowering::make_aggregate(aggregate const& a) {
  std::vector<column> const& in = a.inputs[0]->columns;
  std::vector<exec::aggregate> aggregates = a.aggregates;
  for (exec::aggregate& each : aggregates) {
    each.arguments = all_placed(each.arguments, in);
    if (each.filter) each.filter = placed(each.filter, in);
  }
  return std::make_unique<exec::hash_aggregate>(*run_, input(a), all_placed(a.groups, in),
                                                std::move(aggregates));
}

exec::operation_ptr lowering::make_shared(shared const& s) {
  return std::make_unique<exec::stored_scan>(
      *run_, types_of(s.columns),
      [this, of = s.of]() -> exec::row_store const& { return shared_rows_of(of); });
}

void lowering::open_shared(std::uint32_t of) {
  shared_rows& s = shared_[of];
  if (!of_->shared[of] || s.root) return;  // a working table has no query of its own
  s.reads = outer_slots(*of_->shared[of], *of_);
  s.root = lower(*of_->shared[of]);
  s.rows.reset(s.root->types());
}

void lowering::open_all() {
  for (std::uint32_t i = 0; i != shared_.size(); ++i) open_shared(i);
  for (subplan& s : subplans_) s.open();
}

/// The rows of a shared query, made if they are not, or were made for another outer row.
exec::row_store const& lowering::shared_rows_of(std::uint32_t of) {
  shared_rows& s = shared_[of];
  if (!of_->shared[of]) return s.rows;  // a working table: its recursion fills it
  open_shared(of);
  auto const same = [&] {
    for (std::size_t i = 0; i != s.reads.size(); ++i)
      if (!(s.read[i] == slots_[s.reads[i]])) return false;
    return true;
  };
  if (s.made && same()) return s.rows;
  if (s.made) s.root->restart();
  s.rows.clear();
  s.read.clear();
  for (std::uint32_t const slot : s.reads) s.read.push_back(slots_[slot]);
  exec::batch in;
  while (s.root->next(in)) s.rows.append(in.columns, in.rows);
  s.made = true;
  return s.rows;
}

exec::operation_ptr lowering::make(node const& n) {
  switch (n.kind) {
    case node_kind::values:
      return std::make_unique<exec::values>(*run_, types_of(n.columns), as<values>(n).rows);
    case node_kind::scan: return make_scan(as<scan>(n));
    case node_kind::rows: {
      auto const& r = as<rows>(n);
      return std::make_unique<exec::fetched_rows>(*run_, types_of(r.columns), [this, &r] {
        std::vector<types::value> arguments;
        for (expression_ptr const& e : r.arguments)
          arguments.push_back(exec::evaluate_constant(*e, run_->session));
        return r.source->fetch(arguments);
      });
    }
    case node_kind::series: return std::make_unique<exec::series>(*run_, as<series>(n).arguments);
    case node_kind::shared: return make_shared(as<shared>(n));
    case node_kind::filter: {
      expression_ptr condition = conjunction(as<filter>(n).conditions, n.inputs[0]->columns);
      if (!condition) return input(n);
      return std::make_unique<exec::filter>(*run_, input(n), std::move(condition));
    }
    case node_kind::project:
      return std::make_unique<exec::project>(
          *run_, input(n), all_placed(as<project>(n).values, n.inputs[0]->columns));
    case node_kind::join: return make_join(as<join>(n));
    case node_kind::aggregate: return make_aggregate(as<aggregate>(n));
    case node_kind::sort: {
      std::vector<exec::sort_key> keys = as<sort>(n).keys;
      for (exec::sort_key& k : keys) k.by = placed(k.by, n.inputs[0]->columns);
      return std::make_unique<exec::sort>(*run_, input(n), std::move(keys), as<sort>(n).wanted);
    }
    case node_kind::limit: {
      auto const& l = as<limit>(n);
      return std::make_unique<exec::limit>(*run_, input(n), exec::row_window{l.count, l.offset});
    }
    case node_kind::distinct: {
      std::vector<std::uint32_t> on;
      for (std::uint32_t const number : as<distinct>(n).on)
        on.push_back(place_of(number, n.inputs[0]->columns));
      return std::make_unique<exec::distinct>(*run_, input(n), std::move(on));
    }
    case node_kind::set_operation: {
      auto const& s = as<set_operation>(n);
      exec::operation_ptr left = input(n), right = input(n, 1);
      if (!s.append)
        return std::make_unique<exec::set_operation>(*run_, std::move(left), std::move(right),
                                                     s.how);
      std::vector<exec::operation_ptr> both;
      both.push_back(std::move(left));
      both.push_back(std::move(right));
      return std::make_unique<exec::append>(*run_, std::move(both));
    }
    case node_kind::recursive: {
      auto const& r = as<recursive>(n);
      exec::operation_ptr first = input(n), step = input(n, 1);
      return std::make_unique<exec::recursion>(*run_, std::move(first), std::move(step),
                                               shared_[r.of].rows, r.all);
    }
  }
  HELIOS_UNREACHABLE();
}

}  // namespace detail

namespace detail {

/// Whether the operators are few and keep no rows, so that little stays in memory between runs, and
/// restarting them takes little of anybody's stack.
[[nodiscard]] inline bool keeps_no_rows(query const& of) {
  if (!of.subqueries.empty() || !of.shared.empty()) return false;
  constexpr std::size_t few = 64;
  std::size_t nodes = 0;
  bool none = true;
  each_node(*of.root, [&](node const& n) {
    none = none && ++nodes <= few;
    switch (n.kind) {
      case node_kind::values:
      case node_kind::filter:
      case node_kind::project:
      case node_kind::limit: break;
      case node_kind::scan: none = none && !as<scan>(n).versions; break;
      default: none = false;
    }
  });
  return none;
}

}  // namespace detail

struct execution::state {
  detail::lowering lowered;
  exec::operation_ptr root;
  bool keeps_no_rows;

  state(query const& of, exec::run_context& run, tree_reader& trees)
      : lowered(of, run, trees),
        root(lowered.lower(*of.root)),
        keeps_no_rows(detail::keeps_no_rows(of)) {}
};

execution::execution(query const& of, exec::run_context& run, tree_reader& trees)
    : state_(std::make_unique<state>(of, run, trees)) {}

execution::~execution() = default;

exec::operation& execution::root() const noexcept { return *state_->root; }

void execution::open_all() { state_->lowered.open_all(); }

void execution::release() {
  state_->lowered.forget();
  state_->root->restart();
}

bool execution::reopen(tree_reader& trees) { return state_->lowered.reopen(trees); }

bool execution::keeps_no_rows() const noexcept { return state_->keeps_no_rows; }

std::string execution::explain(bool analyze) const {
  detail::lowering const& l = state_->lowered;
  if (!analyze) return plan::explain(l.of());
  return detail::explain(l.of(), [&](node const& n) { return l.made_from(n); });
}

}  // namespace helios::plan
