// helios/api/typed_past.hpp -- rows of typed tables that changed, between two states and over time.
//
// Shape     for (auto const& [before, after] : trial.diff<users>(db))
//             rows in which two states differ, by key; before or after is missing where there is
//             none
//           for (auto const& v : db.versions_between<users>(from, to).where("id"_c == 1))
//             a query of all versions that rows had: v.row, v.since, v.until, v.change
// Threads   values
#pragma once

#include <helios/api/reports.hpp>
#include <helios/api/typed_query.hpp>

namespace helios {

enum class row_change : std::uint8_t { inserted, updated, deleted };

template <class Row>
struct row_difference {
  std::optional<Row> before, after;

  [[nodiscard]] row_change change() const noexcept {
    if (!before) return row_change::inserted;
    return after ? row_change::updated : row_change::deleted;
  }
};

/// A row as a commit left it, or as it was when another one deleted it.
template <class Row>
struct row_version {
  Row row;
  std::optional<scn> since;  ///< none: before the first moment
  std::optional<scn> until;  ///< none: still there
  row_change change;         ///< what the commit `since` did
};

template <>
struct conversion<scn> {
  [[nodiscard]] static scn read(field const& from) { return scn{from.as<std::uint64_t>()}; }
  [[nodiscard]] static types::value write(scn from) { return to_value(raw(from)); }
};
/// As versions_operation says it: I, U, D.
template <>
struct conversion<row_change> {
  [[nodiscard]] HELIOS_DECL static row_change read(field const& from);
};

namespace detail {

/// What a row_version has behind its row.
inline constexpr std::string_view version_columns =
    ", versions_startscn, versions_endscn, versions_operation";

/// A row of another state's table: by the names of its columns, for their order may be another one.
template <class Table>
[[nodiscard]] std::optional<typename Table::row> read_named(std::optional<row> const& from) {
  if (!from) return std::nullopt;
  typename Table::row all{};
  std::size_t at = 0;
  typed::each_value(all, [&]<class M>(M& member) {
    member = from->template get<M>(Table::columns[at++].name());
  });
  return all;
}

template <class Table>
[[nodiscard]] std::vector<row_difference<typename Table::row>> differences_of(
    std::vector<changed_row> const& all) {
  std::vector<row_difference<typename Table::row>> found;
  for (changed_row const& one : all)
    found.push_back({read_named<Table>(one.before), read_named<Table>(one.after)});
  return found;
}

}  // namespace detail

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/typed_past.ipp>
#endif
