// helios/plan/impl/estimate.ipp -- how many rows each node is expected to bring.
//
// Shape     tables: their rows; conditions: fixed shares (access_path.hpp); equal keys of a join:
//           left * right / the larger number of different keys, which is the table's rows for a
//           unique key and a tenth of them otherwise
#pragma once

#include <helios/base/stack.hpp>
#include <helios/plan/impl/access_path.hpp>
#include <helios/plan/impl/join_keys.hpp>
#include <helios/plan/impl/passes.hpp>

namespace helios::plan::detail {

double expected_share(expression const& e) {
  check_stack();
  switch (e.kind) {
    case expression_kind::and_: {
      double share = 1;
      for (expression_ptr const& o : e.operands) share *= expected_share(*o);
      return share;
    }
    case expression_kind::or_: {
      double share = 0;
      for (expression_ptr const& o : e.operands) share += expected_share(*o);
      return std::min(1.0, share);
    }
    case expression_kind::not_: return std::max(0.1, 1 - expected_share(*e.operands[0]));
    case expression_kind::call: return e.function->name == "=" ? equality_share : range_share;
    case expression_kind::in_list:
      return std::min(1.0, equality_share * static_cast<double>(e.operands.size() - 1));
    case expression_kind::is_null: return e.negated ? 0.9 : 0.1;
    case expression_kind::constant:
    case expression_kind::column:
    case expression_kind::parameter:
    case expression_kind::outer_column:
    case expression_kind::cast:
    case expression_kind::case_:
    case expression_kind::is_true:
    case expression_kind::is_false:
    case expression_kind::distinct:
    case expression_kind::coalesce:
    case expression_kind::nullif:
    case expression_kind::greatest:
    case expression_kind::least:
    case expression_kind::subquery:
    case expression_kind::quantified: return 0.5;
  }
  HELIOS_UNREACHABLE();
}

/// The scan below that makes a column; nullptr: something else does.
[[nodiscard]] inline scan const* scan_making(node const& n, std::uint32_t number) {
  check_stack();
  if (n.kind == node_kind::scan) return makes(n, number) ? &as<scan>(n) : nullptr;
  for (node_ptr const& in : n.inputs)
    if (scan const* const s = scan_making(*in, number)) return s;
  return nullptr;
}

[[nodiscard]] inline scan const* find_scan(planning const& p, node const& side,
                                           std::uint32_t number) {
  if (p.scans == nullptr) return scan_making(side, number);
  auto const at = p.scans->find(number);
  return at == p.scans->end() ? nullptr : at->second;
}

/// The column alone is a key of its table.
[[nodiscard]] inline bool is_unique(scan const& s, std::uint32_t number) {
  for (std::size_t i = 0; i != s.columns.size(); ++i) {
    if (s.columns[i].number != number) continue;
    if (s.sources[i].what == scan::source::type::row_id) return true;
    if (s.sources[i].what != scan::source::type::table_column) return false;
    column_id const c = s.table->columns[s.sources[i].position].id;
    auto const* const primary = s.table->primary_key();
    if (primary != nullptr && primary->columns == std::vector<column_id>{c}) return true;
    return std::any_of(s.table->indexes.begin(), s.table->indexes.end(), [&](auto const& index) {
      return index.unique && index.parts.size() == 1 && index.parts[0].column == c;
    });
  }
  return false;
}

/// How many different values a key is expected to have in the rows of a node's tables.
[[nodiscard]] inline double different(planning const& p, node const& side, expression const& key) {
  expression const& e = without_widening(key);
  scan const* const s = e.kind == expression_kind::column ? find_scan(p, side, e.index) : nullptr;
  if (s == nullptr) return std::max(1.0, side.expected_rows / 2);
  double const all = p.rows_of(*s);
  return is_unique(*s, e.index) ? all : all / 10;
}

double expected_pairs(planning const& p, node const& left, node const& right,
                      expressions const& conditions) {
  double pairs = left.expected_rows * right.expected_rows;
  for (expression_ptr const& e : conditions) {
    auto const keys = join_keys(e, left.columns, right.columns);
    pairs = keys ? pairs / std::max({1.0, different(p, left, *keys->left),
                                     different(p, right, *keys->right)})
                 : pairs * expected_share(*e);
  }
  return std::max(1.0, pairs);
}

class estimation {
 public:
  explicit estimation(planning const& p) : p_(&p) {}

  double of(node& n) const {
    check_stack();
    for (node_ptr& in : n.inputs) (void)of(*in);
    return n.expected_rows = std::max(0.0, rows(n));
  }

 private:
  [[nodiscard]] static double filtered(double rows, expressions const& by) {
    for (expression_ptr const& e : by) rows *= expected_share(*e);
    return std::max(1.0, rows);
  }
  [[nodiscard]] static double in(node const& n, std::size_t i = 0) {
    return n.inputs[i]->expected_rows;
  }

  [[nodiscard]] double rows(node const& n) const {
    switch (n.kind) {
      case node_kind::values: return static_cast<double>(as<values>(n).rows.size());
      case node_kind::scan: return of_scan(as<scan>(n));
      case node_kind::rows:
      case node_kind::series: return some_rows;
      case node_kind::shared: {
        auto const& source = p_->q.shared[as<shared>(n).of];
        return source && source->expected_rows >= 0 ? source->expected_rows : some_rows;
      }
      case node_kind::filter: return filtered(in(n), as<filter>(n).conditions);
      case node_kind::project:
      case node_kind::sort: return in(n);
      case node_kind::join: return of_join(as<join>(n));
      case node_kind::aggregate:
        return as<aggregate>(n).groups.empty() ? 1 : std::max(1.0, in(n)*equality_share);
      case node_kind::limit: return of_limit(as<limit>(n));
      case node_kind::distinct: return std::max(1.0, in(n) / 2);
      case node_kind::set_operation:
        return as<set_operation>(n).how == exec::set_kind::union_ ? in(n) + in(n, 1) : in(n);
      case node_kind::recursive: return 10 * in(n);
    }
    HELIOS_UNREACHABLE();
  }

  /// A scan whose way is chosen keeps what was expected then.
  [[nodiscard]] double of_scan(scan const& s) const {
    if (!s.lower.parts.empty() || !s.upper.parts.empty()) return s.expected_rows;
    access_path const path = best_path(s, s.filters, p_->q, p_->rows_of(s));
    return expected_in(path);
  }

  [[nodiscard]] double of_join(join const& j) const {
    double const left = in(j), right = in(j, 1);
    double const pairs = expected_pairs(*p_, *j.inputs[0], *j.inputs[1], j.conditions);
    switch (j.how) {
      case exec::join_kind::inner: return pairs;
      case exec::join_kind::left: return std::max(pairs, left);
      case exec::join_kind::right: return std::max(pairs, right);
      case exec::join_kind::full: return std::max({pairs, left, right});
      case exec::join_kind::semi:
      case exec::join_kind::anti:
      case exec::join_kind::not_in: return std::max(1.0, left / 2);
    }
    HELIOS_UNREACHABLE();
  }

  [[nodiscard]] double of_limit(limit const& l) const {
    if (!l.count) return in(l);
    if (l.count->kind != expression_kind::constant || l.count->value.is_null())
      return std::max(1.0, in(l) / 10);
    return std::min(in(l), static_cast<double>(l.count->value.as<std::int64_t>()));
  }

  static constexpr double some_rows = 1000;
  planning const* p_;
};

double expected_in(access_path const& path) {
  double rows = path.rows;
  for (expression_ptr const& e : path.left) rows *= expected_share(*e);
  return std::max(1.0, rows);
}

double estimate(planning const& p, node& n) { return estimation(p).of(n); }

}  // namespace helios::plan::detail
