// helios/exec/aggregate.hpp -- aggregate functions: many rows to one value, in states that merge.
//
// Shape     a state is a C++ object of fixed size in the caller's memory
//             begin(state)                 constructs it
//             add(groups, offset, arguments, rows)
//                                          row i goes into the state at groups[i] + offset; NULL
//                                          arguments are left out
//             add_all(state, arguments, rows)
//                                          all rows into one state: the loop without groups
//             merge(into, from)            as if the other's rows had been added too
//             finish(state)                the value, NULL where SQL says so
//             end(state)                   destroys it
// Holds     (G1) merge is associative, and commutative except for string_agg, array_agg and JSON's
// Threads   a state belongs to one thread at a time
// Errors    42883 no such aggregate for the type; 22003 sums out of range
// Source    PostgreSQL's result types: sum of integers is bigint or numeric, avg of them numeric.
//           Variances by Welford's and Chan's updates.
#pragma once

#include <helios/exec/expression.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace helios::exec {

struct aggregate_function {
  std::string_view name;
  type_id parameter = type_id::unknown;  // any type: count
  type_id result = type_id::unknown;
  bool two = false;          // string_agg's separator, json_object_agg's value
  std::string_view through;  // the function that makes JSON of the last argument
  std::size_t state_size = 0;
  /// States that grow take their memory from the budget.
  void (*begin)(std::byte*, memory_budget*) = nullptr;
  void (*end)(std::byte*) noexcept = nullptr;
  void (*add)(std::byte* const* groups, std::size_t offset, std::span<column const> arguments,
              selection const& rows) = nullptr;
  void (*add_all)(std::byte* state, std::span<column const> arguments,
                  selection const& rows) = nullptr;
  void (*merge)(std::byte* into, std::byte const* from) = nullptr;
  value (*finish)(std::byte const*) = nullptr;
};

/// One aggregate of a query: sum(DISTINCT a + 1) FILTER (WHERE b).
struct aggregate {
  aggregate_function const* function = nullptr;  // nullptr: count(*)
  data_type type;                                // of the result
  expressions arguments;
  bool distinct = false;
  expression_ptr filter;
};

/// Requires a name in lower case; no arguments and name "count": count(*).
[[nodiscard]] HELIOS_DECL aggregate make_aggregate(std::string_view name, expressions arguments,
                                                   bool distinct = false,
                                                   expression_ptr filter = nullptr);
[[nodiscard]] HELIOS_DECL bool is_aggregate(std::string_view name);
/// Its result tells in which order the rows came: string_agg, json_agg.
[[nodiscard]] HELIOS_DECL bool is_ordered_aggregate(std::string_view name);
/// sum(a + 1), as EXPLAIN and column headings want it.
[[nodiscard]] HELIOS_DECL std::string to_string(aggregate const& a);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/impl/aggregate.ipp>
#endif
