// helios/typed/stored_cell.hpp -- members of structs out of stored rows, without values in between.
//
// Shape     a cell is the bytes that types/value_image.hpp describes, or NULL
//           numbers, times, texts, bytes and vectors, and std::optional of them; other members are
//           read by SQL alone (reads_stored)
// Threads   stateless
// Cost      numbers: a copy of their bytes
#pragma once

#include <helios/typed/columns.hpp>

#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace helios::typed {

struct stored_cell {
  byte_view data;
  bool null = true;
};

namespace detail {

/// Of a type whose image is not what memory holds.
[[nodiscard]] HELIOS_DECL types::value stored_value(byte_view image, types::type_id type);
/// Days, microseconds since 1970; false: infinity.
[[nodiscard]] HELIOS_DECL bool unix_days(types::date of, std::int64_t& to) noexcept;
[[nodiscard]] HELIOS_DECL bool unix_time(types::timestamp_tz of, std::int64_t& to) noexcept;

/// Fixed values whose image is what memory holds.
template <class T>
inline constexpr bool lies_ready =
    std::is_arithmetic_v<T> || std::same_as<T, types::date> || std::same_as<T, types::timestamp> ||
    std::same_as<T, types::timestamp_tz>;
template <class T>
inline constexpr bool is_civil = helios::detail::is_time_point<T>::value;

/// What holds a member's values in its column.
template <class T>
[[nodiscard]] consteval auto integer_element() {
  constexpr types::type_id id = column_type<T>.id;
  if constexpr (id == types::type_id::int2) return std::type_identity<std::int16_t>();
  if constexpr (id == types::type_id::int4) return std::type_identity<std::int32_t>();
  if constexpr (id == types::type_id::int8) return std::type_identity<std::int64_t>();
}

template <class T>
[[nodiscard]] T copied(byte_view image) noexcept {
  T v;
  HELIOS_EXPECTS(image.size() == sizeof v);
  std::memcpy(static_cast<void*>(&v), image.data(), sizeof v);
  return v;
}

}  // namespace detail

/// Whether members of a type are read from cells.
template <class T>
inline constexpr bool reads_stored =
    !detail::says_its_column<T> &&
    (std::is_arithmetic_v<T> || types::fixed_value<T> || std::same_as<T, types::decimal> ||
     std::same_as<T, std::string> || std::same_as<T, std::vector<std::byte>> ||
     helios::detail::is_vec<T> || detail::is_civil<T>);
template <class T>
inline constexpr bool reads_stored<std::optional<T>> = reads_stored<T>;

/// False: the member has no value for this one, and SQL says so better.
/// Requires a cell of the member's column_type.
template <class T>
[[nodiscard]] bool read_stored(stored_cell const& from, T& to) {
  if constexpr (is_nullable<T>) {
    if (!from.null) return read_stored(from, to.emplace());
    to.reset();
    return true;
  } else {
    if (from.null) return false;
    if constexpr (std::integral<T> && !std::same_as<T, bool>) {
      using element = typename decltype(detail::integer_element<T>())::type;
      auto const number = detail::copied<element>(from.data);
      to = static_cast<T>(number);
      return (std::signed_integral<T> || number >= 0) && static_cast<element>(to) == number;
    } else if constexpr (helios::detail::is_vec<T>) {
      if (from.data.size() != sizeof to) return false;
      to = detail::copied<T>(from.data);
    } else if constexpr (detail::lies_ready<T>) {
      to = detail::copied<T>(from.data);
    } else if constexpr (std::same_as<T, std::string>) {
      to = as_text(from.data);
    } else if constexpr (std::same_as<T, std::vector<std::byte>>) {
      to.assign(from.data.begin(), from.data.end());
    } else if constexpr (helios::detail::civil_day<T>) {
      std::int64_t days = 0;
      if (!detail::unix_days(detail::copied<types::date>(from.data), days)) return false;
      to = T(std::chrono::days(static_cast<std::int32_t>(days)));
    } else if constexpr (helios::detail::instant<T>) {
      std::int64_t at = 0;
      if (!detail::unix_time(detail::copied<types::timestamp_tz>(from.data), at)) return false;
      to = T(std::chrono::floor<typename T::duration>(std::chrono::microseconds(at)));
    } else if constexpr (std::same_as<T, types::decimal>) {
      to = detail::stored_value(from.data, types::type_id::numeric).as_decimal();
    } else {
      to = detail::stored_value(from.data, types::detail::type_id_of<T>).template as<T>();
    }
    return true;
  }
}

/// A row's members from its cells. False: one of them has no value for its cell.
template <class Row>
[[nodiscard]] bool read_stored_row(void* row, std::span<stored_cell const> cells) {
  std::size_t at = 0;
  bool read = true;
  each_value(*static_cast<Row*>(row),
             [&]<class M>(M& member) { read = read && read_stored<M>(cells[at++], member); });
  return read;
}

/// Whether all members of a row are.
template <class Row>
[[nodiscard]] constexpr bool reads_stored_row() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    auto const of_member = []<class M>(std::type_identity<M>) {
      if constexpr (detail::is_nested<M>) {
        return reads_stored_row<M>();
      } else {
        return reads_stored<M>;
      }
    };
    return (of_member(std::type_identity<member_type<Row, I>>()) && ...);
  }
  (std::make_index_sequence<member_count<Row>()>());
}

}  // namespace helios::typed

#if HELIOS_HEADER_ONLY
#include <helios/typed/impl/stored_cell.ipp>
#endif
