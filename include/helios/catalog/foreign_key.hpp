// helios/catalog/foreign_key.hpp -- finding the parent of a row, and the children of one.
//
// Shape     works on any state: `open` gives its trees (a transaction's, a draft's, a version's)
// Threads   stateless
// Cost      parent: one lookup; children: a lookup through an index or primary key that begins with
//           the foreign key's columns, else a scan of the child table
#pragma once

#include <helios/catalog/table_key.hpp>

#include <functional>
#include <optional>

namespace helios::catalog {

using tree_source = std::function<storage::tree(tree_id)>;

/// Whether a foreign key may lead from one type to another: the same, integers, or strings.
[[nodiscard]] HELIOS_DECL bool joinable(types::data_type a, types::data_type b) noexcept;

/// Whether the primary key or a unique constraint keeps these columns unique together.
[[nodiscard]] HELIOS_DECL bool keeps_unique(table_definition const& t,
                                            std::vector<column_id> const& columns);

/// What a foreign key makes of a child's row.
enum class reference_kind : std::uint8_t {
  none,   // NULL: no parent is asked for
  mixed,  // MATCH FULL with some columns NULL
  key
};
[[nodiscard]] HELIOS_DECL reference_kind reference_of(table_definition const& child,
                                                      constraint_definition const& key,
                                                      std::span<types::value const> row);

/// Requires reference_kind::key.
[[nodiscard]] HELIOS_DECL bool has_parent(tree_source const& open, table_definition const& parent,
                                          table_definition const& child,
                                          constraint_definition const& key,
                                          std::span<types::value const> child_row);

/// Keys of the rows of a child table that reference a parent's row, at most `limit`.
[[nodiscard]] HELIOS_DECL std::vector<storage::key> find_children(
    tree_source const& open, table_definition const& child, constraint_definition const& key,
    table_definition const& parent, std::span<types::value const> parent_row,
    std::size_t limit = static_cast<std::size_t>(-1));

/// Whether two rows of a table are equal in some columns; NULL equals NULL.
[[nodiscard]] HELIOS_DECL bool equal_in(table_definition const& table,
                                        std::span<column_id const> columns,
                                        std::span<types::value const> a,
                                        std::span<types::value const> b);

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/foreign_key.ipp>
#endif
