// helios/typed/columns.hpp -- the columns of a table, from the struct that stands for its rows.
//
// Shape     a member is a column of its name. A member that is itself a plain struct stands for its
//           members: outer.inner is the column outer_inner, at any depth.
//           A table may call a column by another name than its member's, or give it another type:
//           typed/table.hpp
// Holds     (C1) no two columns of a table have one name (typed/table.hpp)
// Threads   compile time, but for each_value()
// Source    helios/typed/members.hpp
#pragma once

#include <helios/typed/column_type.hpp>
#include <helios/typed/fixed_string.hpp>
#include <helios/typed/members.hpp>
#include <helios/typed/values.hpp>

#include <array>
#include <span>

namespace helios::typed {

inline constexpr std::size_t longest_name = 63;  // as identifiers in SQL

/// A column as the compiler knows it.
struct column_schema {
  char text[longest_name + 1]{};
  std::size_t length = 0;
  types::data_type type;
  types::data_type member;  // what the member holds; `type` unless the table says otherwise
  enum_schema const* labels = nullptr;  // of an enumeration, or an array of it
  bool nullable = false;
  bool generated = false;  // its values are computed: none can be given

  [[nodiscard]] constexpr std::string_view name() const noexcept { return {text, length}; }
  constexpr column_schema& operator+=(std::string_view more) noexcept {
    for (char const letter : more) text[length++] = letter;
    return *this;
  }
};

namespace detail {

template <class Row, std::size_t I>
inline constexpr fixed_string<member_name<Row, I>().size() + 1> member_text{member_name<Row, I>()};

template <fixed_string Member, class Type>
struct check_member {
  static constexpr bool no_enum = is_column<Type> || !std::is_enum_v<typename value_of<Type>::type>;
  static_assert(
      no_enum, "this enum has no names in -128 .. 127: give it a helios::enum_labels or column_as");
  static constexpr bool no_array = is_column<Type> || !is_array<typename value_of<Type>::type>;
  static_assert(no_array,
                "SQL has arrays of one dimension: a std::vector of what could be a member");
  static constexpr bool fits = is_column<Type> || !no_enum || !no_array;
  static_assert(fits, "a member of this type is no column: see helios/typed/column_type.hpp");
};

template <class T>
inline constexpr bool is_nested =
    std::is_class_v<T>&& std::is_aggregate_v<T> && !is_column<T> && !is_nullable<T> && !requires {
  sizeof(conversion<T>);
};

template <class Row, std::size_t... I>
[[nodiscard]] constexpr std::size_t check_members(std::index_sequence<I...>);

/// Does not compile unless each member is a column or stands for some.
template <class Row>
struct check_row {
  static constexpr std::size_t looked_at =
      check_members<Row>(std::make_index_sequence<member_count<Row>()>());
};

template <class Row, std::size_t I>
using member_check =
    std::conditional_t<is_nested<member_type<Row, I>>, check_row<member_type<Row, I>>,
                       check_member<member_text<Row, I>, member_type<Row, I>>>;

template <class Row, std::size_t... I>
constexpr std::size_t check_members(std::index_sequence<I...>) {
  return (sizeof(member_check<Row, I>) + ... + 0);
}

}  // namespace detail

template <class T>
[[nodiscard]] constexpr std::size_t value_count();

namespace detail {

/// How many values a member holds.
template <class M>
[[nodiscard]] constexpr std::size_t values_in() {
  if constexpr (is_nested<M>) {
    return value_count<M>();
  } else {
    return 1;
  }
}
template <class T>
inline constexpr auto member_values = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::array<std::size_t, sizeof...(I)>{values_in<member_type<T, I>>()...};
}
(std::make_index_sequence<member_count<T>()>());

}  // namespace detail

/// How many values a struct holds, members of members included.
template <class T>
[[nodiscard]] constexpr std::size_t value_count() {
  std::size_t count = 0;
  for (std::size_t const values : detail::member_values<T>) count += values;
  return count;
}

namespace detail {

/// Where a value of a struct is: in which member, and the how-manieth of that.
struct value_place {
  std::size_t member, within;
};
template <class T>
[[nodiscard]] constexpr value_place place_of_value(std::size_t value) {
  std::size_t member = 0;
  for (; value >= member_values<T>[member]; ++member) value -= member_values<T>[member];
  return {member, value};
}

template <class T, std::size_t I>
[[nodiscard]] consteval auto find_type_of_value() {
  constexpr value_place at = place_of_value<T>(I);
  using member = member_type<T, at.member>;
  if constexpr (is_nested<member>) {
    return find_type_of_value<member, at.within>();
  } else {
    return std::type_identity<member>();
  }
}
/// The type of a struct's I-th value.
template <class T, std::size_t I>
using type_of_nth = typename decltype(find_type_of_value<T, I>())::type;

/// A struct's I-th value, of the references to its members.
template <class T, std::size_t I, class Refs>
[[nodiscard]] constexpr auto& value_in(Refs const& members) noexcept {
  constexpr value_place at = place_of_value<T>(I);
  auto& member = ref_at<at.member>(members).of;
  if constexpr (is_nested<member_type<T, at.member>>) {
    return value_in<member_type<T, at.member>, at.within>(refs_of(member));
  } else {
    return member;
  }
}

}  // namespace detail

namespace detail {

template <class Row>
constexpr void list_columns(column_schema*& to, column_schema const& prefix);

template <class Row, std::size_t I>
constexpr void list_member(column_schema*& to, column_schema const& prefix) {
  using member = member_type<Row, I>;
  column_schema c = prefix;
  c += member_name<Row, I>();
  if constexpr (is_nested<member>) {
    list_columns<member>(to, c += "_");
  } else {
    c.type = c.member = column_type<member>;
    c.nullable = is_nullable<member>;
    using value = typename value_of<member>::type;
    if constexpr (column_type<member>.id == types::type_id::enumeration)
      c.labels = &schema_of_enum<value>;
    if constexpr (column_type<member>.element == types::type_id::enumeration)
      c.labels = &schema_of_enum<helios::detail::element_of_vector<value>>;
    *to++ = c;
  }
}
template <class Row>
constexpr void list_columns(column_schema*& to, column_schema const& prefix) {
  [&]<std::size_t... I>(std::index_sequence<I...>) { (list_member<Row, I>(to, prefix), ...); }
  (std::make_index_sequence<member_count<Row>()>());
}

template <class Row>
[[nodiscard]] constexpr auto columns_of() {
  std::array<column_schema, value_count<Row>()> all;
  column_schema* to = all.data();
  list_columns<Row>(to, {});
  return all;
}

}  // namespace detail

template <class Row>
inline constexpr auto columns = detail::columns_of<Row>();

/// A struct by itself, as find_column() takes it.
template <class Row>
struct row_columns {
  static constexpr auto const& columns = typed::columns<Row>;
};

/// How many of them rows are inserted with.
[[nodiscard]] constexpr std::size_t given_columns(std::span<column_schema const> all) noexcept {
  std::size_t count = 0;
  for (column_schema const& c : all) count += c.generated ? 0 : 1;
  return count;
}

inline constexpr std::size_t no_column = static_cast<std::size_t>(-1);

/// The position of a column, or no_column. Of: a table, or what else has `columns`.
template <class Of>
[[nodiscard]] constexpr std::size_t find_column(std::string_view name) noexcept {
  for (std::size_t i = 0; i != Of::columns.size(); ++i)
    if (equal(Of::columns[i].name(), name)) return i;
  return no_column;
}

namespace detail {

template <class Of>
[[nodiscard]] constexpr bool distinct_names() noexcept {
  for (std::size_t i = 0; i != Of::columns.size(); ++i)
    if (find_column<Of>(Of::columns[i].name()) != i) return false;
  return true;
}

}  // namespace detail

/// Calls visit with each column's member, in order, members of members included.
template <class Row, class F>
constexpr void each_value(Row& of, F&& visit) {
  detail::refs_of(of).apply([&](auto&... member) {
    auto const one = [&](auto& m) {
      if constexpr (detail::is_nested<std::remove_cvref_t<decltype(m)>>) {
        each_value(m, visit);
      } else {
        visit(m);
      }
    };
    (one(member), ...);
  });
}

}  // namespace helios::typed
