// helios/base/ids.hpp -- numbers that name things; none converts to another or to an integer.
//
// All ids come from database-wide counters shared by every branch: none is ever handed out twice.
#pragma once

#include <cstdint>
#include <type_traits>

namespace helios {

/// Commit number: the position of a commit in the one order of all commits of a database, 1, 2, ...
/// scn{0} is the empty database before its first commit.
enum class scn : std::uint64_t {};
/// Transaction number, given when a transaction first writes; mapped to the SCN of its commit.
enum class transaction_id : std::uint64_t {};
/// Branch number; branch_id{0} is the one every database is born with, `main`.
enum class branch_id : std::uint32_t {};
/// Number of a tree: a table's rows or one of its indexes.
enum class tree_id : std::uint64_t {};
/// Number of a column of a tree; it survives renames and identifies the column across branches.
enum class column_id : std::uint32_t {};
/// Microseconds since 1970-01-01 00:00:00 UTC.
enum class microseconds : std::int64_t {};

/// No database gets beyond these; what a file says beyond them is damage.
inline constexpr scn highest_scn{std::uint64_t{1} << 62};
inline constexpr microseconds latest_time{std::int64_t{1} << 62};

/// The number inside an id, for arithmetic, printing and the file.
template <class Id>
  requires std::is_enum_v<Id>
[[nodiscard]] constexpr auto raw(Id id) noexcept {
  return static_cast<std::underlying_type_t<Id>>(id);
}

}  // namespace helios
