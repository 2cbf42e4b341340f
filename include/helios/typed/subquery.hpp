// helios/typed/subquery.hpp -- queries within expressions.
//
// Shape     "id"_c.in(query)    one of what it yields
//           exists(query)       whether it yields a row
//           scalar(query)       the one value that it yields, NULL without a row
//           A query within another one names that one's columns if it says so:
//             from<orders>().within<users>().where("user_id"_c == "users.id"_c)
// Threads   values
#pragma once

#include <helios/typed/needs.hpp>

namespace helios::typed {

namespace detail {

template <class Row>
struct only_value {
  using type = unknown_column;
  static_assert(sizeof(Row) == 0,
                "a subquery that stands for a value selects one: select(\"a\"_c)");
};
template <class T>
struct only_value<std::tuple<T>> {
  using type = T;
};
template <class Query>
using value_of_query = typename only_value<typename Query::row_type>::type;

template <class Query>
using arguments_in_query = typename arguments_in<typename Query::needs>::type;

}  // namespace detail

/// What stands for a query, but for its value.
template <class Derived, class Query>
struct query_node : constant_node<Derived> {
  using nodes = detail::node_list<Derived>;
  using needs = detail::arguments_in_query<Query>;
  template <class Scope>
  struct check {
    static_assert(detail::check_needs<Scope>(typename Query::needs()) + 1 != 0);
  };
};

template <class Query>
struct exists_node : query_node<exists_node<Query>, Query> {
  sql_text query;
  template <class>
  using type = bool;

  void print(sql_text& to) const { to << "EXISTS (" << query << ")"; }
};

template <class Query>
struct scalar_node : query_node<scalar_node<Query>, Query> {
  sql_text query;
  template <class>
  using type = detail::nullable<detail::value_of_query<Query>>;

  void print(sql_text& to) const { to << "(" << query << ")"; }
};

template <class E, class Query>
struct in_query_node : compound_node<in_query_node<E, Query>, E> {
  E of;
  sql_text query;
  using needs = typename detail::joined<typename E::needs, detail::arguments_in_query<Query>>::type;
  using value = detail::value_of_query<Query>;
  template <class Scope>
  using type = detail::nullable_as<bool, detail::type_in<E, Scope>, value>;
  template <class Scope>
  struct check {
    static_assert(sizeof(detail::check_comparison<detail::type_in<E, Scope>, value>) +
                      detail::check_needs<Scope>(typename Query::needs()) !=
                  0);
  };

  void print(sql_text& to) const {
    of.print(to << "(");
    to << " IN (" << query << "))";
  }
};

template <query Q>
[[nodiscard]] exists_node<Q> exists(Q const& of) {
  return {{}, of.text()};
}
template <query Q>
[[nodiscard]] scalar_node<Q> scalar(Q const& of) {
  return {{}, of.text()};
}

}  // namespace helios::typed

namespace helios {

using typed::exists;
using typed::scalar;

}  // namespace helios
