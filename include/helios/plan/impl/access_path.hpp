// helios/plan/impl/access_path.hpp -- which of a scan's conditions a key answers, and what going
// that way costs.
//
// Shape     a path is a key (of the rows tree or of an index), a range of it, and the conditions
//           that the range does not answer
//           A condition `column op value` becomes a bound if the key orders values as op does:
//           the column itself, or an integer or string widened. One-sided ranges of columns that
//           may be NULL stay conditions too: the NULLs lie at an end of the index.
// Cost      in rows read one after the other; a row looked up by an index counts row_lookup_cost
#pragma once

#include <helios/plan/impl/access_key.hpp>
#include <helios/plan/impl/walk.hpp>

#include <optional>
#include <string_view>

namespace helios::plan::detail {

// Shares of the rows that conditions are expected to leave, and what rows cost. PostgreSQL's
// defaults (utils/selfuncs.h) but for equality, which there knows the data.
inline constexpr double equality_share = 0.1;
inline constexpr double range_share = 1.0 / 3;
inline constexpr double both_sides_share = 0.005;
inline constexpr double row_lookup_cost = 4;

struct access_path {
  catalog::index_definition const* index = nullptr;
  exec::scan_bound lower, upper;
  std::vector<expression_ptr> left;  // conditions that the range does not answer
  double rows = 0;                   // in the range
  double cost = 0;
};

/// Where a condition compares a column of a scan with something that is constant during a run.
struct comparison {
  enum class relation : std::uint8_t { equal, less, less_equal, greater, greater_equal };
  std::uint32_t column = 0;  // its number
  relation how = relation::equal;
  expression_ptr value;
};

/// The comparison's column under a cast that keeps the order: integers and strings widened.
[[nodiscard]] inline expression const& without_widening(expression const& e) noexcept {
  if (e.kind != expression_kind::cast) return e;
  expression const& in = *e.operands[0];
  bool const integers =
      catalog::is_integer(in.type.id) && catalog::is_integer(e.type.id) && in.type.id <= e.type.id;
  bool const strings = in.type.id == types::type_id::varchar &&
                       (e.type.id == types::type_id::text ||
                        (e.type.id == types::type_id::varchar && !e.type.constrained()));
  return integers || strings ? in : e;
}

[[nodiscard]] inline std::optional<comparison> comparison_of(expression_ptr const& e,
                                                             query const& q) {
  using relation = comparison::relation;
  if (e->kind != expression_kind::call || e->operands.size() != 2 ||
      e->function->parameters[0] != e->function->parameters[1])
    return {};
  constexpr std::string_view names[] = {"=", "<", "<=", ">", ">="};
  constexpr relation turned[] = {relation::equal, relation::greater, relation::greater_equal,
                                 relation::less, relation::less_equal};
  auto const at = std::find(std::begin(names), std::end(names), e->function->name);
  if (at == std::end(names)) return {};
  auto const n = static_cast<std::size_t>(at - std::begin(names));
  for (std::size_t side = 0; side != 2; ++side) {
    expression const& column = without_widening(*e->operands[side]);
    expression_ptr const& value = e->operands[1 - side];
    if (column.kind != expression_kind::column || reads_columns(*value) || is_volatile(*value, q))
      continue;
    return comparison{column.index, side == 0 ? static_cast<relation>(n) : turned[n], value};
  }
  return {};
}

/// Order keys of the value stand beside those of the column as the comparison says.
[[nodiscard]] inline bool key_compares(types::type_id column, types::type_id value) noexcept {
  if (catalog::is_integer(column)) return catalog::is_integer(value);
  return types::comparable(column, value);
}

/// The best way to the rows of a scan that fulfil conditions, of a table of so many rows.
[[nodiscard]] HELIOS_DECL access_path best_path(scan const& s, expressions const& conditions,
                                                query const& q, double rows);
/// How many rows come out of it.
[[nodiscard]] HELIOS_DECL double expected_in(access_path const& path);

}  // namespace helios::plan::detail
