// helios/api/impl/bare_scan.hpp -- plans that choose rows and columns of one table: what typed
// queries do themselves is left out of them.
#pragma once

#include <helios/plan/query.hpp>
#include <helios/typed/columns.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

namespace helios::api::detail {

struct bare_scan {
  plan::scan* from;
  std::vector<std::size_t> places;  // of the query's columns among the scan's
};

/// Nothing: the query does more than to choose.
[[nodiscard]] inline std::optional<bare_scan> find_bare_scan(plan::query const& q) {
  plan::node const& root = *q.root;
  bool const lists = root.kind == plan::node_kind::project;
  plan::node& below = lists ? *root.inputs[0] : *q.root;
  if (below.kind != plan::node_kind::scan) return {};
  bare_scan found{&plan::as<plan::scan>(below), {}};
  if (found.from->versions || found.from->state != 0) return {};
  for (std::size_t i = 0; i != root.columns.size(); ++i) {
    std::uint32_t number = root.columns[i].number;
    if (lists) {
      exec::expression const& value = *plan::as<plan::project>(root).values[i];
      if (value.kind != exec::expression_kind::column) return {};
      number = value.index;
    }
    auto const at = std::find_if(below.columns.begin(), below.columns.end(),
                                 [number](plan::column const& c) { return c.number == number; });
    if (at == below.columns.end()) return {};
    found.places.push_back(static_cast<std::size_t>(at - below.columns.begin()));
  }
  return found;
}

/// Leaves of a query its scan: which keys, and of them all rows, whatever its conditions say.
/// Returns the places of the query's columns; none: it is as it was.
[[nodiscard]] inline std::vector<std::size_t> make_bare(plan::query& q) {
  std::optional<bare_scan> found = find_bare_scan(q);
  if (!found) return {};
  found->from->filters.clear();
  if (q.root.get() != found->from) {
    plan::node_ptr only = std::move(q.root->inputs[0]);
    q.root = std::move(only);
  }
  return std::move(found->places);
}

/// The columns have the types that a typed table's have.
[[nodiscard]] inline bool are_columns(std::span<plan::column const> these,
                                      std::span<std::size_t const> places,
                                      std::span<typed::column_schema const> wanted) {
  return std::equal(places.begin(), places.end(), wanted.begin(), wanted.end(),
                    [these](std::size_t place, typed::column_schema const& c) {
                      return these[place].type == c.type;
                    });
}

}  // namespace helios::api::detail
