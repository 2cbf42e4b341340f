// helios/api/impl/bound_plan.hpp -- a plan that may be run again, and what it was made for.
//
// Shape     a plan holds for a catalog, types of parameters and settings
// Threads   immutable
#pragma once

#include <helios/api/result_parts.hpp>
#include <helios/plan/change_by_key.hpp>

#include <helios/api/impl/key_lookup.hpp>
#include <helios/api/impl/schema_version.hpp>

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>
#include <variant>

namespace helios::api::detail {

struct plan_key {
  schema_version schema;
  bool optimized = true;
  bool bare = false;  // of a query: as impl/bare_scan.hpp has it, if it is such a one
  std::string settings;
  std::vector<types::data_type> parameters;
  friend bool operator==(plan_key const&, plan_key const&) = default;
  [[nodiscard]] bool is(schema_version const& s, bool o, bool b, std::string_view set,
                        std::span<types::data_type const> with) const noexcept {
    return schema == s && optimized == o && bare == b && settings == set &&
           std::equal(parameters.begin(), parameters.end(), with.begin(), with.end());
  }
};

struct bound_plan {
  plan_key key;
  bool lasting = false;    // it means the same whenever the key does
  result_columns columns;  // of what it returns; nullptr: nothing
  /// Of a bare scan: the places of these columns among the scan's; of others none.
  std::vector<std::size_t> places;
  std::optional<key_lookup> by_key;                   // of a query that is one
  std::optional<plan::change_by_key> changes_by_key;  // of a change that is one
  std::variant<plan::query, plan::change> what;
  [[nodiscard]] plan::query const& query() const { return std::get<plan::query>(what); }
  [[nodiscard]] plan::change const& change() const { return std::get<plan::change>(what); }
  /// The query, or that of the rows which a change reads.
  [[nodiscard]] plan::query const& reads() const {
    plan::change const* const c = std::get_if<plan::change>(&what);
    return c != nullptr ? c->from : query();
  }
};
using bound_plan_ptr = std::shared_ptr<bound_plan const>;

}  // namespace helios::api::detail
