// helios/api/impl/bare_scan.hpp -- plans that read one table and do nothing with its rows that
// typed queries do not do themselves.
#pragma once

#include <helios/plan/query.hpp>
#include <helios/typed/columns.hpp>

#include <optional>
#include <span>
#include <vector>

namespace helios::api::detail {

struct bare_scan {
  plan::scan const* from;
  std::vector<std::size_t> places;  // of the query's columns among the scan's
};

/// Nothing: the query does more than choose columns and rows of a table, or its columns are not of
/// these types.
[[nodiscard]] inline std::optional<bare_scan> find_bare_scan(
    plan::query const& q, std::span<typed::column_schema const> columns) {
  plan::node const* const root = q.root.get();
  bool const chooses = root->kind == plan::node_kind::project;
  plan::node const* const below = chooses ? root->inputs[0].get() : root;
  if (below->kind != plan::node_kind::scan || root->columns.size() != columns.size()) return {};
  bare_scan found{&plan::as<plan::scan>(*below), {}};
  if (found.from->versions || found.from->state != 0) return {};
  for (std::size_t i = 0; i != columns.size(); ++i) {
    std::uint32_t number = root->columns[i].number;
    if (chooses) {
      exec::expression const& value = *plan::as<plan::project>(*root).values[i];
      if (value.kind != exec::expression_kind::column) return {};
      number = value.index;
    }
    auto const at = std::find_if(below->columns.begin(), below->columns.end(),
                                 [number](plan::column const& c) { return c.number == number; });
    if (at == below->columns.end() || at->type != columns[i].type) return {};
    found.places.push_back(static_cast<std::size_t>(at - below->columns.begin()));
  }
  return found;
}

}  // namespace helios::api::detail
