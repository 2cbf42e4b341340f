// helios/plan/impl/access_key.hpp -- the keys by which a scan can go: of the rows tree, of an
// index.
#pragma once

#include <helios/catalog/table_key.hpp>
#include <helios/plan/node.hpp>

#include <optional>

namespace helios::plan::detail {

/// The parts of a rows tree's key: the primary key, or the hidden row id.
[[nodiscard]] inline std::vector<exec::key_part> rows_key(catalog::table_definition const& t) {
  catalog::constraint_definition const* const primary = t.primary_key();
  if (primary == nullptr) return {{types::type_id::int8, {}}};
  std::vector<exec::key_part> r;
  for (column_id const c : primary->columns) r.push_back({t.column(c).type, {}});
  return r;
}

/// The parts of an index's key as far as they are columns; those behind an expression are out of
/// reach.
[[nodiscard]] inline std::vector<exec::key_part> index_key(catalog::table_definition const& t,
                                                           catalog::index_definition const& i) {
  std::vector<exec::key_part> r;
  for (catalog::index_part const& p : i.parts) {
    if (p.column == column_id{}) break;
    r.push_back({t.column(p.column).type, p.order});
  }
  return r;
}

/// Values of the type come back from a key just as they were.
[[nodiscard]] constexpr bool keys_exactly(types::type_id t) noexcept {
  using types::type_id;
  return t == type_id::boolean || t == type_id::int2 || t == type_id::int4 || t == type_id::int8 ||
         t == type_id::text || t == type_id::varchar || t == type_id::bytea || t == type_id::date ||
         t == type_id::time || t == type_id::timestamp || t == type_id::timestamptz ||
         t == type_id::uuid || t == type_id::enumeration;
}

/// The part of an index that gives column i of a scan.
[[nodiscard]] inline std::optional<std::uint32_t> part_of_column(
    scan const& s, catalog::index_definition const& index, std::size_t i) {
  if (s.sources[i].what != scan::source::type::table_column) return {};
  catalog::column_definition const& c = s.table->columns[s.sources[i].position];
  if (!keys_exactly(c.type.id)) return {};
  for (std::uint32_t p = 0; p != index.parts.size(); ++p) {
    if (index.parts[p].column == column_id{}) return {};
    if (index.parts[p].column == c.id) return p;
  }
  return {};
}

/// The entries of an index hold all that a scan hands out.
[[nodiscard]] inline bool reads_index_only(scan const& s, catalog::index_definition const& index) {
  for (std::size_t i = 0; i != s.columns.size(); ++i)
    if (!part_of_column(s, index, i)) return false;
  return true;
}

}  // namespace helios::plan::detail
