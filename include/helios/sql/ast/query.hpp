// helios/sql/ast/query.hpp -- what yields rows: SELECT, VALUES, set operations; and what FROM
// reads.
#pragma once

#include <helios/sql/ast/statement.hpp>

namespace helios::sql::ast {

/// A moment in the history of the database.
struct moment {
  enum class type : std::uint8_t { now, timestamp, scn, transaction, tag };
  type what = type::now;
  ref<expression> value;  // `now` has no value
  friend bool operator==(moment const&, moment const&) = default;
};

/// Which states of a table are read. VERSIONS BETWEEN and FOR SYSTEM_TIME BETWEEN are one form.
struct period {
  enum class type : std::uint8_t { none, as_of, between, from_to, all };
  type what = type::none;
  moment from, to;
  position at;
  friend bool operator==(period const&, period const&) = default;
};

struct locking {
  enum class strength : std::uint8_t { update, no_key_update, share, key_share };
  enum class wait : std::uint8_t { block, nowait, skip_locked };
  strength how = strength::update;
  wait waiting = wait::block;
  list<qualified_name> tables;
  friend bool operator==(locking const&, locking const&) = default;
};

/// ORDER BY, LIMIT and the like: what may follow any query.
struct query_tail {
  list<order_item> order;
  ref<expression> limit, offset;
  bool with_ties = false;
  list<locking> locks;
  friend bool operator==(query_tail const&, query_tail const&) = default;
};

struct query : with_statement {
  query_tail tail;
  friend bool operator==(query const&, query const&) = default;
};
template <statement_kind Kind>
struct query_of : query {
  constexpr query_of() noexcept : query{{{Kind, 0, {}, {}}, {}}, {}} {}
};

struct target {
  ref<expression> value;
  name label;
  friend bool operator==(target const&, target const&) = default;
};

struct window_definition {
  ast::name name;
  ast::window window;
  friend bool operator==(window_definition const&, window_definition const&) = default;
};

struct select : query_of<statement_kind::select> {
  bool distinct = false;
  bool group_distinct = false;
  expressions distinct_on;
  list<target> targets;
  list<ref<from_item>> from;
  ref<expression> where;
  period time;  // written after WHERE; meant for the one table of FROM
  expressions group_by;
  ref<expression> having;
  list<window_definition> windows;
  friend bool operator==(select const&, select const&) = default;
};

struct values : query_of<statement_kind::values> {
  list<expressions> rows;
  friend bool operator==(values const&, values const&) = default;
};

struct set_operation : query_of<statement_kind::set_operation> {
  enum class type : std::uint8_t { unite, intersect, except };
  type what = type::unite;
  bool all = false;
  ref<query> left, right;
  friend bool operator==(set_operation const&, set_operation const&) = default;
};

#define HELIOS_SQL_FROM_ITEMS(X) X(table) X(derived_table) X(function_table) X(join)

enum class from_kind : std::uint8_t {
#define HELIOS_SQL_KIND(node) node,
  HELIOS_SQL_FROM_ITEMS(HELIOS_SQL_KIND)
#undef HELIOS_SQL_KIND
};

struct from_item {
  from_kind kind;
  position at;
  friend bool operator==(from_item const& a, from_item const& b) noexcept {
    return a.kind == b.kind;
  }
};
template <from_kind Kind>
struct from_item_of : from_item {
  constexpr from_item_of() noexcept : from_item{Kind, {}} {}
};

/// AS name (column [type], ..)
struct column_alias {
  ast::name name;
  ref<data_type> type;  // of a function that returns records
  friend bool operator==(column_alias const&, column_alias const&) = default;
};
struct alias {
  ast::name name;
  list<column_alias> columns;
  friend bool operator==(alias const&, alias const&) = default;
};

struct sample {
  qualified_name method;
  expressions arguments;
  ref<expression> seed;
  friend bool operator==(sample const&, sample const&) = default;
};

struct table : from_item_of<from_kind::table> {
  qualified_name name;
  bool only = false;
  period time;
  ast::alias alias;
  ast::sample sample;
  friend bool operator==(table const&, table const&) = default;
};

struct derived_table : from_item_of<from_kind::derived_table> {
  bool lateral = false;
  ref<ast::query> query;
  ast::alias alias;
  friend bool operator==(derived_table const&, derived_table const&) = default;
};

/// f(x), or ROWS FROM (f(x), g(y))
struct function_table : from_item_of<from_kind::function_table> {
  bool lateral = false, rows_from = false, ordinality = false;
  expressions calls;
  ast::alias alias;
  friend bool operator==(function_table const&, function_table const&) = default;
};

struct join : from_item_of<from_kind::join> {
  enum class type : std::uint8_t { inner, left, right, full, cross };
  type what = type::inner;
  bool natural = false;
  ref<from_item> left, right;
  ref<expression> on;
  list<ast::name> using_;
  ast::name using_alias;
  ast::alias alias;  // of a join in brackets
  friend bool operator==(join const&, join const&) = default;
};

}  // namespace helios::sql::ast
