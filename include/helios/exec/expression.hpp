// helios/exec/expression.hpp -- a bound expression: every name a number, every node a type.
//
// Shape     kind              operands                                       besides
//           constant          -                                              value
//           column            -                                              index: in the batch
//           parameter         -                                              index: from 0
//           outer_column      -                                              index: its slot
//           call              the arguments, already of the function's types function cast one
//           context case_             condition, result, ..., else                   an odd number
//           and_, or_         two or more
//           not_, is_null, is_true, is_false    one                          negated
//           distinct          two of one type                                negated: NOT DISTINCT
//           in_list           operand, then members of its type              negated
//           coalesce, greatest, least           one or more of one type
//           nullif            operand, other, comparison operand = other
//           subquery          the values of its slots                        index: its number
//           quantified        operand, array: operand op ANY (array)         function; negated: ALL
// Holds     (X1) a node's type is that of its results; operands have the types their parent wants
// Threads   immutable: any number of pipelines evaluate one tree
// Errors    the makers throw 42883, 42725, 42804 and 42846 as a binder should report them
#pragma once

#include <helios/exec/functions/registry.hpp>
#include <helios/types/cast_rules.hpp>
#include <helios/types/value.hpp>

#include <memory>
#include <string>
#include <vector>

namespace helios::exec {

enum class expression_kind : std::uint8_t {
  constant,
  column,
  parameter,
  outer_column,
  call,
  cast,
  case_,
  and_,
  or_,
  not_,
  is_null,
  is_true,
  is_false,
  distinct,
  in_list,
  coalesce,
  nullif,
  greatest,
  least,
  subquery,
  quantified,
};

struct expression;
using expression_ptr = std::shared_ptr<expression const>;
using expressions = std::vector<expression_ptr>;

struct expression {
  expression() = default;
  expression(expression const&) = default;
  expression& operator=(expression const&) = default;
  HELIOS_DECL ~expression();

  expression_kind kind = expression_kind::constant;
  bool negated = false;
  types::cast_context context = types::cast_context::explicit_;
  data_type type;
  std::uint32_t index = 0;
  overload const* function = nullptr;
  types::value value;
  expressions operands;
  /// Columns' names, for EXPLAIN; other nodes have none.
  std::string name;

 private:
  /// Of a tree that ends: what ends after this.
  expression_ptr next_to_end_;
};

[[nodiscard]] HELIOS_DECL expression_ptr make_constant(value v, data_type type);
/// Of the value's own type.
[[nodiscard]] HELIOS_DECL expression_ptr make_constant(value v);
[[nodiscard]] HELIOS_DECL expression_ptr make_column(std::uint32_t index, data_type type,
                                                     std::string name = {});
[[nodiscard]] HELIOS_DECL expression_ptr make_parameter(std::uint32_t index, data_type type);
[[nodiscard]] HELIOS_DECL expression_ptr make_outer_column(std::uint32_t index, data_type type,
                                                           std::string name = {});
/// Chooses the overload and casts the arguments. A literal without a type gets one.
[[nodiscard]] HELIOS_DECL expression_ptr make_call(std::string_view name, expressions arguments);
/// The operand itself if it has the type; a constant literal is read at once.
[[nodiscard]] HELIOS_DECL expression_ptr
make_cast(expression_ptr operand, data_type to,
          types::cast_context context = types::cast_context::explicit_);
/// AND, OR; fewer than two operands are themselves. 42804 unless all are boolean.
[[nodiscard]] HELIOS_DECL expression_ptr make_logical(expression_kind kind, expressions operands);
[[nodiscard]] HELIOS_DECL expression_ptr make_not(expression_ptr operand);
/// is_null, is_true, is_false.
[[nodiscard]] HELIOS_DECL expression_ptr make_test(expression_kind kind, expression_ptr operand,
                                                   bool negated = false);
[[nodiscard]] HELIOS_DECL expression_ptr make_distinct(expression_ptr a, expression_ptr b,
                                                       bool negated = false);
[[nodiscard]] HELIOS_DECL expression_ptr make_in(expression_ptr operand, expressions members,
                                                 bool negated = false);
/// ARRAY[..] of elements made one type. 42P18 for none.
[[nodiscard]] HELIOS_DECL expression_ptr make_array(expressions elements);
/// array[index]; NULL where there is none.
[[nodiscard]] HELIOS_DECL expression_ptr make_subscript(expression_ptr array, expression_ptr index);
/// operand op ANY (array), operand op ALL (array).
[[nodiscard]] HELIOS_DECL expression_ptr make_quantified(std::string_view op,
                                                         expression_ptr operand,
                                                         expression_ptr array, bool all);
[[nodiscard]] HELIOS_DECL expression_ptr make_between(expression_ptr operand, expression_ptr low,
                                                      expression_ptr high, bool negated = false);
/// condition, result, ..., else.  Requires an odd number, at least three.
[[nodiscard]] HELIOS_DECL expression_ptr make_case(expressions parts);
/// coalesce, greatest, least.
[[nodiscard]] HELIOS_DECL expression_ptr make_choice(expression_kind kind, expressions operands);
[[nodiscard]] HELIOS_DECL expression_ptr make_nullif(expression_ptr a, expression_ptr b);

/// Subquery number `index` of the statement (session::subqueries), run for each row with these
/// arguments.
[[nodiscard]] HELIOS_DECL expression_ptr make_subquery(std::uint32_t index, data_type type,
                                                       expressions arguments);

/// The operand if it is boolean, or a literal read as one. 42804 `argument of WHERE must be type
/// boolean, not type integer`.
[[nodiscard]] HELIOS_DECL expression_ptr make_boolean(expression_ptr operand,
                                                      std::string_view construct);

/// What results may be kept: the least lasting of the functions in the tree.
[[nodiscard]] HELIOS_DECL volatility changes(expression const& e);
/// The tree needs no row, parameter or outer row.
[[nodiscard]] HELIOS_DECL bool is_constant(expression const& e);
/// As EXPLAIN shows it: (a + 1) > 5.
[[nodiscard]] HELIOS_DECL std::string to_string(expression const& e);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/impl/array_expression.ipp>
#include <helios/exec/impl/expression.ipp>
#include <helios/exec/impl/expression_text.ipp>
#endif
