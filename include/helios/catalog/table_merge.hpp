// helios/catalog/table_merge.hpp -- one definition from two that grew from a common one.
//
// Shape     columns, constraints and indexes match by id; one that only one side changed, added or
//           dropped is as that side has it; dependents are those of both
// Laws      merge(b, x, b) == merge(b, b, x) == x, if check(x) == 0
#pragma once

#include <helios/catalog/table.hpp>

#include <optional>

namespace helios::catalog {

/// Nothing: the two sides contradict each other, or two columns would have one name. Name and
/// schema are ours.
[[nodiscard]] HELIOS_DECL std::optional<table_definition> merge_tables(
    table_definition const& base, table_definition const& ours, table_definition const& theirs);

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/table_merge.ipp>
#endif
