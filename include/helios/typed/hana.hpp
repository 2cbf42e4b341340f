// helios/typed/hana.hpp -- rows of typed tables as Boost.Hana structs, columns of tables as a hana
// tuple. Nothing else of helios includes this, nor Hana.
//
// Shape     hana::Struct     a plain struct whose members are columns or such structs: keys are the
//                            members' names; structs that are adapted by Hana's macros stay so
//           columns_of<T>    a hana::tuple with an object for each column of a table, in order:
//                            name(), type (the member's), get(row)
// Laws      hana's for Struct; columns_of<T>[i].name() == T::columns[i].name()
// Threads   compile time
#pragma once

#include <helios/typed/table.hpp>

#include <boost/hana.hpp>

namespace helios {

namespace typed::detail {

/// That can be taken apart into columns.
template <class S>
[[nodiscard]] consteval bool is_plain_row() {
  if constexpr (std::is_aggregate_v<S> && !std::is_empty_v<S> &&
                std::is_default_constructible_v<S> && !is_column<S> && !is_array<S> &&
                !std::is_array_v<S> && !requires { typename S::hana_accessors_impl; }) {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      return ((is_column<member_type<S, I>> || is_nested<member_type<S, I>>)&&...);
    }
    (std::make_index_sequence<member_count<S>()>());
  } else {
    return false;
  }
}

/// A member's name as hana has names.
template <class S, std::size_t I, std::size_t... Letter>
[[nodiscard]] consteval auto hana_name(std::index_sequence<Letter...>) {
  return boost::hana::string_c<member_name<S, I>()[Letter]...>;
}

template <std::size_t I>
struct get_member {
  template <class Of>
  [[nodiscard]] constexpr decltype(auto) operator()(Of&& of) const noexcept {
    auto& member = std::get<I>(members(of));
    if constexpr (std::is_lvalue_reference_v<Of>) {
      return (member);
    } else {
      return std::move(member);
    }
  }
};

/// References to all values of a row, members of members included.
template <class Row>
[[nodiscard]] constexpr auto values_of(Row& of) noexcept {
  auto const one = []<class M>(M& member) {
    if constexpr (is_nested<std::remove_const_t<M>>) {
      return values_of(member);
    } else {
      return std::tie(member);
    }
  };
  return std::apply([&](auto&... member) { return std::tuple_cat(one(member)...); }, members(of));
}

template <class Table, std::size_t I>
struct column_of {
  using type = type_of_nth<typename Table::row, I>;
  [[nodiscard]] static constexpr std::string_view name() noexcept {
    return Table::columns[I].name();
  }
  /// Row: const or not.
  template <class Row>
  [[nodiscard]] constexpr auto& get(Row& of) const noexcept {
    return std::get<I>(values_of(of));
  }
};

template <class Table, std::size_t... I>
[[nodiscard]] constexpr auto columns_of(std::index_sequence<I...>) {
  return boost::hana::make_tuple(column_of<Table, I>()...);
}

}  // namespace typed::detail

template <class Table>
inline constexpr auto columns_of =
    typed::detail::columns_of<Table>(std::make_index_sequence<Table::columns.size()>());

}  // namespace helios

/// Hana asks here how a struct is taken apart.
template <class S>
struct boost::hana::accessors_impl<S, boost::hana::when<helios::typed::detail::is_plain_row<S>()>> {
  [[nodiscard]] static constexpr auto apply() {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      return boost::hana::make_tuple(boost::hana::make_pair(
          helios::typed::detail::hana_name<S, I>(
              std::make_index_sequence<helios::typed::member_name<S, I>().size()>()),
          helios::typed::detail::get_member<I>())...);
    }
    (std::make_index_sequence<helios::typed::member_count<S>()>());
  }
};
