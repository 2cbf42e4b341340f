// helios/sql/ast/dml.hpp -- the statements that change rows.
#pragma once

#include <helios/sql/ast/query.hpp>

namespace helios::sql::ast {

/// What INSERT, UPDATE and DELETE change.
struct change_target {
  qualified_name name;
  bool only = false;
  ast::name alias;
  friend bool operator==(change_target const&, change_target const&) = default;
};

/// column = value, or (columns) = row or subquery. A column may go on with subscripts and fields.
struct assignment {
  expressions columns;
  bool several = false;  // in brackets
  ref<expression> value;
  friend bool operator==(assignment const&, assignment const&) = default;
};

/// A column or an expression of an index, with how it is ordered.
struct index_element {
  ref<expression> key;
  qualified_name collation;
  qualified_name operators;  // its operator class
  list<option> operator_options;
  order_item::direction order = order_item::direction::unsaid;
  order_item::nulls null_order = order_item::nulls::unsaid;
  friend bool operator==(index_element const&, index_element const&) = default;
};

struct on_conflict {
  enum class type : std::uint8_t { none, nothing, update };
  type action = type::none;
  list<index_element> columns;
  ref<expression> index_where;
  ast::name constraint;
  list<assignment> set;
  ref<expression> where;
  friend bool operator==(on_conflict const&, on_conflict const&) = default;
};

struct insert : with_statement_of<statement_kind::insert> {
  enum class otherwise : std::uint8_t { unsaid, replace, ignore };  // SQLite's INSERT OR ..
  enum class overriding : std::uint8_t { unsaid, system, user };
  otherwise or_ = otherwise::unsaid;
  change_target table;
  expressions columns;
  overriding override_ = overriding::unsaid;
  ref<query> source;  // none: DEFAULT VALUES
  on_conflict conflict;
  list<target> returning;
  friend bool operator==(insert const&, insert const&) = default;
};

struct update : with_statement_of<statement_kind::update> {
  change_target table;
  list<assignment> set;
  list<ref<from_item>> from;
  ref<expression> where;
  list<target> returning;
  friend bool operator==(update const&, update const&) = default;
};

struct delete_ : with_statement_of<statement_kind::delete_> {
  change_target table;
  list<ref<from_item>> using_;
  ref<expression> where;
  list<target> returning;
  friend bool operator==(delete_ const&, delete_ const&) = default;
};

struct merge_when {
  enum class type : std::uint8_t { nothing, update, delete_, insert };
  bool matched = true;
  ref<expression> condition;
  type action = type::nothing;
  list<assignment> set;
  expressions columns, values;  // of insert; no values: DEFAULT VALUES
  insert::overriding override_ = insert::overriding::unsaid;
  friend bool operator==(merge_when const&, merge_when const&) = default;
};
struct merge : with_statement_of<statement_kind::merge> {
  change_target table;
  ref<from_item> source;
  ref<expression> on;
  list<merge_when> whens;
  friend bool operator==(merge const&, merge const&) = default;
};

struct truncate : statement_of<statement_kind::truncate> {
  list<qualified_name> tables;
  bool only = false, restart_identity = false, cascade = false;
  friend bool operator==(truncate const&, truncate const&) = default;
};

struct copy : statement_of<statement_kind::copy> {
  qualified_name table;
  list<ast::name> columns;
  ref<statement> source;  // instead of a table
  bool from = false;      // else TO
  bool program = false;
  std::string_view path;  // empty: STDIN or STDOUT
  list<option> options;
  ref<expression> where;
  friend bool operator==(copy const&, copy const&) = default;
};

}  // namespace helios::sql::ast
