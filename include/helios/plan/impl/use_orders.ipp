// helios/plan/impl/use_orders.ipp -- a sort goes where its input has the order; under a LIMIT an
// index may give it; else the sort keeps only what the LIMIT reaches.
//
// Shape     order comes from a scan's key, past the parts that are equal to something, and passes
//           through filters, projections of columns, limits and the left side of joins that keep
//           its rows in order
#pragma once

#include <helios/base/stack.hpp>
#include <helios/plan/impl/access_path.hpp>
#include <helios/plan/impl/passes.hpp>

namespace helios::plan::detail {

struct wanted_order {
  std::uint32_t column = 0;
  types::key_order order;
};
using wanted_orders = std::vector<wanted_order>;

/// A part of the key that a scan goes along.
struct ordered_part {
  std::size_t table_column = 0;
  types::key_order order;
  bool never_null = false, fixed = false;
};

[[nodiscard]] inline std::vector<ordered_part> parts_along(scan const& s,
                                                           catalog::index_definition const* index) {
  std::vector<ordered_part> r;
  auto const add = [&](column_id id, types::key_order order) {
    std::size_t const at = s.table->find_column(id);
    std::size_t const i = r.size();
    bool const fixed = i < s.lower.parts.size() && i < s.upper.parts.size() &&
                       s.lower.parts[i] == s.upper.parts[i];
    r.push_back({at, order, s.table->columns[at].not_null, fixed});
  };
  if (index != nullptr) {
    for (catalog::index_part const& p : index->parts) {
      if (p.column == column_id{}) break;
      add(p.column, p.order);
    }
  } else if (auto const* const primary = s.table->primary_key()) {
    for (column_id const c : primary->columns) add(c, {});
  }
  return r;
}

/// Rows along a key come in this order.
[[nodiscard]] inline bool comes_in_order(scan const& s, catalog::index_definition const* index,
                                         wanted_orders const& wanted) {
  if (s.versions) return false;
  std::vector<ordered_part> const parts = parts_along(s, index);
  std::size_t at = 0;
  for (wanted_order const& w : wanted) {
    std::size_t column = catalog::table_definition::npos;
    for (std::size_t i = 0; i != s.columns.size(); ++i)
      if (s.columns[i].number == w.column && s.sources[i].what == scan::source::type::table_column)
        column = s.sources[i].position;
    if (column == catalog::table_definition::npos) return false;
    bool const fixed = std::any_of(parts.begin(), parts.end(), [&](ordered_part const& p) {
      return p.fixed && p.table_column == column;
    });
    if (fixed) continue;
    while (at != parts.size() && parts[at].fixed) ++at;
    if (at == parts.size()) return index == nullptr && !parts.empty();  // no two rows are left
    ordered_part const& p = parts[at++];
    if (p.table_column != column || p.order.descending != w.order.descending) return false;
    if (!p.never_null && p.order.nulls_first != w.order.nulls_first) return false;
  }
  return true;
}

/// The scan whose order a node's rows have, and the order in its columns; nullptr: there is none.
[[nodiscard]] inline scan* ordering_scan(node& n, wanted_orders& wanted) {
  check_stack();
  switch (n.kind) {
    case node_kind::scan: return &as<scan>(n);
    case node_kind::filter:
    case node_kind::limit: return ordering_scan(*n.inputs[0], wanted);
    case node_kind::project: {
      auto const& p = as<project>(n);
      for (wanted_order& w : wanted) {
        std::size_t i = 0;
        while (i != n.columns.size() && n.columns[i].number != w.column) ++i;
        if (i == n.columns.size() || p.values[i]->kind != expression_kind::column) return nullptr;
        w.column = p.values[i]->index;
      }
      return ordering_scan(*n.inputs[0], wanted);
    }
    case node_kind::join: {
      auto const& j = as<join>(n);
      bool const keeps = j.how == exec::join_kind::inner || j.how > exec::join_kind::full ||
                         (j.how == exec::join_kind::left && !j.slots.empty());
      bool const of_left = std::all_of(wanted.begin(), wanted.end(), [&](wanted_order const& w) {
        return makes(*n.inputs[0], w.column);
      });
      return keeps && of_left ? ordering_scan(*n.inputs[0], wanted) : nullptr;
    }
    case node_kind::values:
    case node_kind::rows:
    case node_kind::series:
    case node_kind::shared:
    case node_kind::aggregate:
    case node_kind::sort:
    case node_kind::distinct:
    case node_kind::set_operation:
    case node_kind::recursive: return nullptr;
  }
  HELIOS_UNREACHABLE();
}

/// An index that gives the order cheaper than reading all for the first rows; nullptr: none.
[[nodiscard]] inline catalog::index_definition const* index_for_order(planning const& p,
                                                                      scan const& s,
                                                                      wanted_orders const& wanted,
                                                                      double rows) {
  if (s.index != nullptr || !s.lower.parts.empty() || !s.upper.parts.empty()) return nullptr;
  for (expression_ptr const& e : s.filters) rows /= expected_share(*e);
  if (rows * row_lookup_cost >= p.rows_of(s)) return nullptr;
  for (catalog::index_definition const& i : s.table->indexes)
    if (i.predicate.empty() && comes_in_order(s, &i, wanted)) return &i;
  return nullptr;
}

/// Replaces a sort by its input, if that has the order or can be given it.
inline void drop_sort(planning const& p, node_ptr& at) {
  auto const& s = as<sort>(*at);
  wanted_orders wanted;
  for (exec::sort_key const& k : s.keys) {
    if (k.by->kind != expression_kind::column) return;
    wanted.push_back({k.by->index, k.order});
  }
  scan* const from = ordering_scan(*at->inputs[0], wanted);
  if (from == nullptr) return;
  if (!comes_in_order(*from, from->index, wanted)) {
    if (!s.wanted.count) return;
    bool const known =
        s.wanted.count->kind == expression_kind::constant && !s.wanted.count->value.is_null();
    double const rows = known ? static_cast<double>(s.wanted.count->value.as<std::int64_t>()) : 100;
    auto const* const index = index_for_order(p, *from, wanted, rows);
    if (index == nullptr) return;
    from->index = index;
  }
  at = node_ptr(std::move(at->inputs[0]));
}

/// Each input of UNION ALL makes no more rows than the LIMIT above takes.
inline void limit_inputs(limit const& l, node& n) {
  check_stack();
  if (n.kind != node_kind::set_operation || !as<set_operation>(n).append || l.offset) return;
  for (node_ptr& in : n.inputs) {
    limit_inputs(l, *in);
    auto below = std::make_unique<limit>();
    below->columns = in->columns;
    below->count = l.count;
    below->inputs.push_back(std::move(in));
    in = std::move(below);
  }
}

inline void use_orders_in(planning const& p, node_ptr& at) {
  check_stack();
  if (at->kind == node_kind::limit && as<limit>(*at).count) {
    auto const& l = as<limit>(*at);
    node* below = at->inputs[0].get();
    while (below->kind == node_kind::project) below = below->inputs[0].get();
    if (below->kind == node_kind::sort) as<sort>(*below).wanted = {l.count, l.offset};
    limit_inputs(l, *below);
  }
  if (at->kind == node_kind::sort) drop_sort(p, at);
  for (node_ptr& in : at->inputs) use_orders_in(p, in);
}

void use_orders(planning const& p) {
  each_root(p.q, [&](node_ptr& root) { use_orders_in(p, root); });
}

}  // namespace helios::plan::detail
