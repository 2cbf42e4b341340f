// helios/api/row.hpp -- one row of a result, its fields, and how they become C++ values.
//
// Shape     SQL                               reads as
//           boolean                           bool
//           smallint, integer, bigint         any integer type it fits, float, double
//           numeric                           types::decimal; an integer type if it is whole and
//                                             fits; float, double (the nearest)
//           real, double precision            float, double
//           text, varchar, char               std::string, std::string_view; char(n) without the
//                                             blanks at its end
//           bytea                             std::vector<std::byte>, byte_view
//           date                              std::chrono::sys_days, types::date
//           timestamp                         local_time<D>, types::timestamp
//           timestamptz                       sys_time<D>, types::timestamp_tz
//           time, interval, uuid              types::time_of_day, interval, uuid
//           any, NULL included                std::optional<T>, types::value
//           arrays                            std::vector<T> of what elements read as
//           vector                            vec<N>; std::vector<T> as from an array of real
//           enumerations                      an enum with enumerators of these names;
//                                             std::string, std::string_view
//           conversion<T>::read               T
//           A whole row reads as a struct or tuple, by position; as a neighbour<T>, what T reads
//           and its distance.
// Holds     a row that is kept stays what it is; string_view and byte_view of a field end when its
//           result moves on
// Threads   as the result
// Errors    22002 NULL read as something that has none; 22003 the number does not fit; 42804 no
//           such conversion, or another number of members; 42703, 42702 the column's name. Each
//           names the column.
#pragma once

#include <helios/api/result_parts.hpp>
#include <helios/typed/columns.hpp>
#include <helios/typed/neighbour.hpp>
#include <helios/typed/values.hpp>

#include <array>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <string>

namespace helios {

class field;

namespace detail {

struct row_block;

/// How a cell of a row becomes a part of a struct, tuple or value.
struct part_reader {
  std::uint32_t offset;   // of the part
  types::type_id copied;  // cells of this type are copied as they are: text into a std::string
  std::uint8_t bytes;     // of such a cell; 0: none is
  void (*read)(field const& from, void* part);
};

/// Reads a row, part by part. Errors: as field::as(); 42804 another number of columns.
HELIOS_DECL void read_parts(row_block const& in, std::uint32_t row, void* whole,
                            std::span<part_reader const> parts, std::string_view wanted);

}  // namespace detail

/// One cell. Valid as long as its row.
class field {
 public:
  field(detail::row_block const& in, std::uint32_t column, std::uint32_t row) noexcept
      : in_(&in), column_(column), row_(row) {}

  [[nodiscard]] HELIOS_DECL std::string const& name() const noexcept;
  [[nodiscard]] HELIOS_DECL types::data_type type() const noexcept;
  [[nodiscard]] HELIOS_DECL bool is_null() const noexcept;
  [[nodiscard]] HELIOS_DECL types::value value() const;
  /// As psql shows it; NULL is empty.
  [[nodiscard]] HELIOS_DECL std::string text() const;
  template <class T>
  [[nodiscard]] T as() const;

 private:
  template <std::integral T>
  [[nodiscard]] T integer() const;
  template <detail::instant T>
  [[nodiscard]] T time() const;
  /// The element of a type; throws if the cell is NULL or of another type.
  template <class T>
  [[nodiscard]] T element(types::type_id of, std::string_view wanted) const {
    T v;
    std::memcpy(static_cast<void*>(&v), checked_element(of, wanted), sizeof v);
    return v;
  }
  [[nodiscard]] HELIOS_DECL void const* checked_element(types::type_id of,
                                                        std::string_view wanted) const;
  [[nodiscard]] HELIOS_DECL std::int64_t read_integer(std::int64_t least, std::int64_t greatest,
                                                      std::string_view wanted) const;
  [[nodiscard]] HELIOS_DECL double read_number(double greatest, std::string_view wanted) const;
  [[nodiscard]] HELIOS_DECL std::string_view read_text(std::string_view wanted) const;
  /// Microseconds since 1970; throws 22008 at infinity.
  [[nodiscard]] HELIOS_DECL std::int64_t read_time(types::type_id of,
                                                   std::string_view wanted) const;
  /// The elements of an array, each as a row of one field.
  [[nodiscard]] HELIOS_DECL std::shared_ptr<detail::row_block const> read_elements(
      std::uint32_t& count, std::string_view wanted) const;
  HELIOS_DECL void read_vector(std::span<float> to, std::string_view wanted) const;
  [[nodiscard]] HELIOS_DECL std::int32_t read_day(std::string_view wanted) const;
  [[noreturn]] HELIOS_DECL void refuse_label(std::string_view wanted) const;
  HELIOS_DECL void refuse_null(std::string_view wanted) const;
  [[noreturn]] HELIOS_DECL void refuse_type(std::string_view wanted) const;

  detail::row_block const* in_;
  std::uint32_t column_, row_;
};

/// A row keeps what it reads from; copying it copies a pointer.
class row {
 public:
  row(std::shared_ptr<detail::row_block const> in, std::uint32_t at) noexcept
      : in_(std::move(in)), at_(at) {}

  [[nodiscard]] HELIOS_DECL std::span<result_column const> columns() const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return columns().size(); }
  [[nodiscard]] HELIOS_DECL field operator[](std::size_t column) const;
  [[nodiscard]] HELIOS_DECL field operator[](std::string_view column) const;

  template <class T>
  [[nodiscard]] T get(std::size_t column) const {
    return (*this)[column].template as<T>();
  }
  template <class T>
  [[nodiscard]] T get(std::string_view column) const {
    return (*this)[column].template as<T>();
  }
  /// The whole row: a struct or tuple by position, or the one value of a row that has one column.
  template <class T>
  [[nodiscard]] T as() const;

 private:
  HELIOS_DECL void expect_columns(std::size_t count, std::string_view wanted) const;

  std::shared_ptr<detail::row_block const> in_;
  std::uint32_t at_;
};

namespace detail {

template <class T>
struct is_tuple : std::false_type {};
template <class... Ts>
struct is_tuple<std::tuple<Ts...>> : std::true_type {};
template <class A, class B>
struct is_tuple<std::pair<A, B>> : std::true_type {};

template <class T>
concept has_read = requires(field const& f) {
  conversion<T>::read(f);
};
/// What one field reads as; every other type takes a whole row.
template <class T>
concept single_value = has_read<T> || std::is_arithmetic_v<T> || is_optional<T>::value ||
    types::fixed_value<T> || is_time_point<T>::value || labelled_enum<T> || is_vector<T> ||
    is_vec<T> || std::same_as<T, types::value> || std::same_as<T, types::decimal> ||
    std::same_as<T, std::string> || std::same_as<T, std::string_view> ||
    std::same_as<T, byte_view> || std::same_as<T, std::vector<std::byte>>;

/// A type's name as messages show it.
template <class T>
[[nodiscard]] consteval std::string_view spelling() {
  if constexpr (std::same_as<T, std::string>) return "std::string";
  if constexpr (std::same_as<T, std::string_view>) return "std::string_view";
  if constexpr (std::same_as<T, std::vector<std::byte>>) return "std::vector<std::byte>";
  if constexpr (std::same_as<T, byte_view>) return "helios::byte_view";
  if constexpr (civil_day<T>) return "std::chrono::sys_days";
  if constexpr (instant<T>) return "std::chrono::time_point";
  std::string_view const signature = __PRETTY_FUNCTION__;  // ... [with T = X; ...] or [T = X]
  std::size_t begin = 0;
  while (signature.substr(begin, 4) != "T = ") ++begin;
  begin += 4;
  std::size_t end = begin;
  for (int depth = 0; depth > 0 || (signature[end] != ';' && signature[end] != ']'); ++end) {
    depth += signature[end] == '<' ? 1 : signature[end] == '>' ? -1 : 0;
  }
  return signature.substr(begin, end - begin);
}

}  // namespace detail

template <std::integral T>
T field::integer() const {
  using limits = std::numeric_limits<T>;
  constexpr auto greatest = static_cast<std::uint64_t>(limits::max());
  constexpr auto bigint = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<T>(read_integer(
      static_cast<std::int64_t>(limits::min()),
      static_cast<std::int64_t>(greatest < bigint ? greatest : bigint), detail::spelling<T>()));
}

template <detail::instant T>
T field::time() const {
  constexpr bool local = std::same_as<typename T::clock, std::chrono::local_t>;
  std::chrono::microseconds const at(read_time(
      local ? types::type_id::timestamp : types::type_id::timestamptz, detail::spelling<T>()));
  return T(std::chrono::floor<typename T::duration>(at));
}

template <class T>
T field::as() const {
  if constexpr (detail::is_optional<T>::value) {
    return is_null() ? T() : T(as<typename T::value_type>());
  } else if constexpr (std::same_as<T, types::value>) {
    return value();
  } else if constexpr (detail::has_read<T>) {
    return conversion<T>::read(*this);
  } else if constexpr (std::integral<T> && !std::same_as<T, bool>) {
    return integer<T>();
  } else if constexpr (std::floating_point<T>) {
    return static_cast<T>(
        read_number(static_cast<double>(std::numeric_limits<T>::max()), detail::spelling<T>()));
  } else if constexpr (types::fixed_value<T>) {
    return element<T>(types::detail::type_id_of<T>, detail::spelling<T>());
  } else if constexpr (std::same_as<T, types::decimal>) {
    return element<T>(types::type_id::numeric, detail::spelling<T>());
  } else if constexpr (std::same_as<T, std::string> || std::same_as<T, std::string_view>) {
    return T(read_text(detail::spelling<T>()));
  } else if constexpr (std::same_as<T, byte_view> || std::same_as<T, std::vector<std::byte>>) {
    byte_view const all =
        as_bytes(element<std::string_view>(types::type_id::bytea, detail::spelling<T>()));
    return T(all.begin(), all.end());
  } else if constexpr (detail::is_vector<T>) {
    std::uint32_t count = 0;
    auto const elements = read_elements(count, detail::spelling<T>());
    T all;
    for (std::uint32_t i = 0; i != count; ++i)
      all.push_back(field(*elements, 0, i).template as<typename T::value_type>());
    return all;
  } else if constexpr (detail::is_vec<T>) {
    T v;
    read_vector({v.data(), v.size()}, detail::spelling<T>());
    return v;
  } else if constexpr (detail::labelled_enum<T>) {
    std::string_view const label = read_text(detail::spelling<T>());
    std::optional<T> const known = typed::find_enumerator<T>(label);
    if (!known) refuse_label(detail::spelling<T>());
    return *known;
  } else if constexpr (detail::civil_day<T>) {
    return T(std::chrono::days(read_day(detail::spelling<T>())));
  } else if constexpr (detail::instant<T>) {
    return time<T>();
  } else {
    static_assert(detail::single_value<T>,
                  "a field does not read as this type: give helios::conversion<T> a function read");
  }
}

namespace detail {

template <class M>
void read_part(field const& from, void* part) {
  *static_cast<M*>(part) = from.template as<M>();
}
template <class M>
[[nodiscard]] constexpr part_reader reader_of(std::ptrdiff_t offset) noexcept {
  part_reader r{static_cast<std::uint32_t>(offset), types::type_id::unknown, 0, &read_part<M>};
  if constexpr (has_read<M>) return r;
  if constexpr (types::fixed_value<M>) r.copied = types::detail::type_id_of<M>, r.bytes = sizeof(M);
  if constexpr (std::same_as<M, std::string>)
    r.copied = types::type_id::text, r.bytes = sizeof(std::string_view);
  return r;
}

/// Calls visit with each part that a column is read into.
template <class T, class F>
void each_part(T& whole, F&& visit) {
  if constexpr (single_value<T>) {
    visit(whole);
  } else if constexpr (is_tuple<T>::value) {
    std::apply([&](auto&... part) { (visit(part), ...); }, whole);
  } else if constexpr (is_neighbour<T>) {
    each_part(whole.row, visit);
    visit(whole.distance);
  } else {
    static_assert(std::is_aggregate_v<T> && std::is_default_constructible_v<T>,
                  "a row reads as a struct without constructors, a tuple, or one value");
    typed::each_value(whole, visit);
  }
}
template <class T>
[[nodiscard]] consteval std::size_t part_count() {
  if constexpr (single_value<T>) {
    return 1;
  } else if constexpr (is_tuple<T>::value) {
    return std::tuple_size_v<T>;
  } else if constexpr (is_neighbour<T>) {
    return part_count<decltype(T::row)>() + 1;
  } else {
    return typed::value_count<T>();
  }
}
template <class T>
[[nodiscard]] consteval std::string_view row_spelling() {
  if constexpr (is_tuple<T>::value) return "a tuple";
  return spelling<T>();
}

/// The same for each T: `any` is there to be measured.
template <class T>
[[nodiscard]] std::span<part_reader const> readers_of(T& any) {
  static auto const all = [&any] {
    std::array<part_reader, part_count<T>()> made;
    std::size_t at = 0;
    each_part(any, [&]<class M>(M& part) {
      made[at++] = reader_of<M>(reinterpret_cast<std::byte const*>(&part) -
                                reinterpret_cast<std::byte const*>(&any));
    });
    return made;
  }();
  return all;
}

}  // namespace detail

template <class T>
T row::as() const {
  if constexpr (std::same_as<T, row>) {
    return *this;
  } else if constexpr (detail::single_value<T>) {
    expect_columns(1, detail::spelling<T>());
    return get<T>(0);
  } else {
    T all{};
    detail::read_parts(*in_, at_, &all, detail::readers_of(all), detail::row_spelling<T>());
    return all;
  }
}

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/row.ipp>
#endif
