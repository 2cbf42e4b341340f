// helios/sql/ast/expression.hpp -- the values of SQL.
//
// Shape     PostgreSQL's special forms are calls, as in PostgreSQL: EXTRACT(year FROM x) is
//           pg_catalog.extract('year', x); DATE '2026-01-01' and x::date are casts
#pragma once

#include <helios/sql/ast/node.hpp>

namespace helios::sql::ast {

#define HELIOS_SQL_EXPRESSIONS(X)                                                                \
  X(literal)                                                                                     \
  X(parameter)                                                                                   \
  X(column) X(star) X(unary) X(binary) X(logical) X(quantified) X(in) X(between) X(like) X(is)   \
      X(case_) X(cast) X(collate) X(at_time_zone) X(call) X(current) X(subquery) X(array) X(row) \
          X(subscript) X(field) X(default_) X(grouping)

enum class expression_kind : std::uint8_t {
#define HELIOS_SQL_KIND(node) node,
  HELIOS_SQL_EXPRESSIONS(HELIOS_SQL_KIND)
#undef HELIOS_SQL_KIND
};

struct expression {
  expression_kind kind;
  position at;
  friend bool operator==(expression const& a, expression const& b) noexcept {
    return a.kind == b.kind;
  }
};

template <expression_kind Kind>
struct expression_of : expression {
  constexpr expression_of() noexcept : expression{Kind, {}} {}
};

using expressions = list<ref<expression>>;

struct literal : expression_of<expression_kind::literal> {
  enum class type : std::uint8_t { null, true_, false_, integer, decimal, string, bits, hex };
  type what = type::null;
  std::string_view text;  // decoded; of null, true_ and false_: empty
  friend bool operator==(literal const&, literal const&) = default;
};

struct parameter : expression_of<expression_kind::parameter> {
  std::uint32_t index = 0;  // from 1; a `?` has its place among those of its statement
  friend bool operator==(parameter const&, parameter const&) = default;
};

struct column : expression_of<expression_kind::column> {
  list<name> parts;  // a, t.a, s.t.a, branch.s.t.a
  friend bool operator==(column const&, column const&) = default;
};

struct star : expression_of<expression_kind::star> {
  list<name> table;     // of t.*
  ref<expression> row;  // of (e).*
  friend bool operator==(star const&, star const&) = default;
};

/// An operator as it was written, <> for !=; its schema is that of OPERATOR(schema.+).
struct operation {
  std::string_view symbol;
  name schema;
  friend bool operator==(operation const&, operation const&) = default;
};

struct unary : expression_of<expression_kind::unary> {
  operation op;  // + - not, or any
  ref<expression> operand;
  friend bool operator==(unary const&, unary const&) = default;
};

struct binary : expression_of<expression_kind::binary> {
  operation op;
  ref<expression> left, right;
  friend bool operator==(binary const&, binary const&) = default;
};

struct logical : expression_of<expression_kind::logical> {
  enum class type : std::uint8_t { and_, or_ };
  type what = type::and_;
  expressions operands;  // at least two; a chain without brackets is one node
  friend bool operator==(logical const&, logical const&) = default;
};

/// left op ANY (..), left op ALL (..)
struct quantified : expression_of<expression_kind::quantified> {
  operation op;  // also [not ]like, [not ]ilike
  bool all = false;
  ref<expression> left;
  ref<ast::query> query;  // or
  ref<expression> array;
  friend bool operator==(quantified const&, quantified const&) = default;
};

struct in : expression_of<expression_kind::in> {
  bool negated = false;
  ref<expression> operand;
  expressions values;  // or
  ref<ast::query> query;
  friend bool operator==(in const&, in const&) = default;
};

struct between : expression_of<expression_kind::between> {
  bool negated = false, symmetric = false;
  ref<expression> operand, low, high;
  friend bool operator==(between const&, between const&) = default;
};

struct like : expression_of<expression_kind::like> {
  enum class type : std::uint8_t { like, ilike, similar };
  type what = type::like;
  bool negated = false;
  ref<expression> operand, pattern, escape;
  friend bool operator==(like const&, like const&) = default;
};

struct is : expression_of<expression_kind::is> {
  enum class type : std::uint8_t { null, true_, false_, unknown, distinct_from };
  type what = type::null;
  bool negated = false;
  ref<expression> operand, other;  // other: of distinct_from
  friend bool operator==(is const&, is const&) = default;
};

struct when {
  ref<expression> condition, result;
  friend bool operator==(when const&, when const&) = default;
};
struct case_ : expression_of<expression_kind::case_> {
  ref<expression> operand, otherwise;
  list<when> whens;
  friend bool operator==(case_ const&, case_ const&) = default;
};

struct cast : expression_of<expression_kind::cast> {
  ref<expression> operand;
  data_type type;
  friend bool operator==(cast const&, cast const&) = default;
};

struct collate : expression_of<expression_kind::collate> {
  ref<expression> operand;
  qualified_name collation;
  friend bool operator==(collate const&, collate const&) = default;
};

struct at_time_zone : expression_of<expression_kind::at_time_zone> {
  ref<expression> operand, zone;
  friend bool operator==(at_time_zone const&, at_time_zone const&) = default;
};

struct order_item {
  enum class direction : std::uint8_t { unsaid, ascending, descending };
  enum class nulls : std::uint8_t { unsaid, first, last };
  ref<expression> key;
  direction order = direction::unsaid;
  nulls null_order = nulls::unsaid;
  operation using_;
  friend bool operator==(order_item const&, order_item const&) = default;
};

struct frame_bound {
  enum class type : std::uint8_t {
    current_row,
    unbounded_preceding,
    preceding,
    following,
    unbounded_following
  };
  type what = type::current_row;
  ref<expression> distance;
  friend bool operator==(frame_bound const&, frame_bound const&) = default;
};
struct window_frame {
  enum class units : std::uint8_t { none, rows, range, groups };
  enum class exclusion : std::uint8_t { none, current_row, group, ties };
  units unit = units::none;
  frame_bound from, to;  // to: CURRENT ROW if only one bound was written
  exclusion exclude = exclusion::none;
  friend bool operator==(window_frame const&, window_frame const&) = default;
};
struct window {
  name base;           // OVER base, or OVER (base ORDER BY ..)
  bool whole = false;  // OVER base
  expressions partition;
  list<order_item> order;
  window_frame frame;
  friend bool operator==(window const&, window const&) = default;
};

struct argument {
  name label;  // label => value
  ref<expression> value;
  friend bool operator==(argument const&, argument const&) = default;
};
struct call : expression_of<expression_kind::call> {
  qualified_name function;
  list<argument> arguments;
  bool star = false;  // count(*)
  bool distinct = false;
  bool variadic = false;      // the last argument is VARIADIC
  bool within_group = false;  // the order is that of WITHIN GROUP
  list<order_item> order;
  ref<expression> filter;
  ref<window> over;
  friend bool operator==(call const&, call const&) = default;
};

/// Functions that are key words: called without brackets.
struct current : expression_of<expression_kind::current> {
  enum class type : std::uint8_t {
    date,
    time,
    timestamp,
    localtime,
    localtimestamp,
    role,
    user,
    session_user,
    plain_user,
    catalog,
    schema
  };
  type what = type::date;
  ref<expression> precision;
  friend bool operator==(current const&, current const&) = default;
};

struct subquery : expression_of<expression_kind::subquery> {
  enum class type : std::uint8_t { scalar, exists, array };
  type what = type::scalar;
  ref<ast::query> query;
  friend bool operator==(subquery const&, subquery const&) = default;
};

struct array : expression_of<expression_kind::array> {
  expressions elements;  // [..] inside ARRAY[..] is an array too
  friend bool operator==(array const&, array const&) = default;
};

struct row : expression_of<expression_kind::row> {
  expressions fields;
  bool word = false;  // ROW(..), which may have one field or none
  friend bool operator==(row const&, row const&) = default;
};

struct subscript : expression_of<expression_kind::subscript> {
  ref<expression> operand, index, upper;  // a[index], a[index:upper]
  bool slice = false;
  friend bool operator==(subscript const&, subscript const&) = default;
};

struct field : expression_of<expression_kind::field> {
  ref<expression> operand;
  ast::name name;
  friend bool operator==(field const&, field const&) = default;
};

/// DEFAULT, in VALUES of an INSERT and in SET.
struct default_ : expression_of<expression_kind::default_> {
  friend bool operator==(default_ const&, default_ const&) = default;
};

/// What only GROUP BY has: (), ROLLUP(..), CUBE(..), GROUPING SETS(..)
struct grouping : expression_of<expression_kind::grouping> {
  enum class type : std::uint8_t { empty, rollup, cube, sets };
  type what = type::empty;
  expressions elements;
  friend bool operator==(grouping const&, grouping const&) = default;
};

}  // namespace helios::sql::ast
