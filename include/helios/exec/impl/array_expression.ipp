// helios/exec/impl/array_expression.ipp -- expressions that make arrays, and look into them.
#pragma once

#include <helios/base/error.hpp>
#include <helios/exec/functions/arrays.hpp>
#include <helios/exec/impl/call_types.hpp>
#include <helios/exec/impl/new_expression.hpp>
#include <helios/types/array.hpp>

#include <algorithm>

namespace helios::exec {

namespace detail {

/// What a call's arrays have for elements. Where it makes an array, or takes an element beside one,
/// they need only have a type in common.
[[nodiscard]] inline data_type element_of_call(std::string_view name, overload const& f,
                                               std::span<data_type const> given) {
  std::span<type_id const> const signature = f.signature();
  bool const widens = f.result == type_id::array || std::ranges::count(signature, any_type) != 0;
  data_type element;
  for (std::size_t i = 0; i != signature.size(); ++i) {
    bool const array = signature[i] == type_id::array && given[i].id == type_id::array;
    if (!array && (signature[i] != any_type || given[i].id == type_id::unknown)) continue;
    data_type const one = array ? types::element_of(given[i]) : given[i];
    if (one.id == type_id::array) throw_unresolved(name, given, false);
    if (element.id == type_id::unknown) {
      element = without_modifiers(one);
    } else if (!types::same_array(types::array_of(element), types::array_of(one))) {
      element = widens ? types::common_type(element, one) : type_id::unknown;
      if (element.id == type_id::unknown) throw_unresolved(name, given, false);
    }
  }
  if (element.id != type_id::unknown) return element;
  if (widens) return type_id::text;  // as everywhere among literals alone
  throw error(errc::datatype_mismatch,
              "could not determine polymorphic type because input has type unknown");
}

/// Nobody compares elements that have no order.
inline void require_order(std::string_view name, data_type element) {
  static constexpr std::string_view comparing[] = {"=",
                                                   "<>",
                                                   "<",
                                                   "<=",
                                                   ">",
                                                   ">=",
                                                   "@>",
                                                   "<@",
                                                   "&&",
                                                   "array_position",
                                                   "array_remove",
                                                   "array_replace"};
  if (types::has_order(element) || std::ranges::count(comparing, name) == 0) return;
  throw error(errc::undefined_function,
              "could not identify an equality operator for type " + types::to_string(element));
}

/// The one enumeration that a call is over; one without a definition: it is over none.
[[nodiscard]] inline data_type enumeration_of_call(std::string_view name, overload const& f,
                                                   std::span<data_type const> given) {
  data_type one = type_id::enumeration;
  for (std::size_t i = 0; i != f.signature().size(); ++i) {
    if (f.signature()[i] != type_id::enumeration || given[i].id != type_id::enumeration) continue;
    if (!types::same_enumeration(one, given[i])) throw_unresolved(name, given, false);
    one = given[i];
  }
  return one;
}

call_types types_of_call(std::string_view name, resolved_call const& call,
                         std::span<data_type const> given) {
  overload const& f = *call.function;
  std::span<type_id const> const signature = f.signature();
  bool const arrays = std::ranges::count(signature, type_id::array) != 0;
  data_type const enumeration = enumeration_of_call(name, f, given);
  data_type const element = arrays                      ? element_of_call(name, f, given)
                            : enumeration.constrained() ? enumeration
                                                        : data_type(type_id::text);
  if (arrays) require_order(name, element);
  call_types t{{given.begin(), given.end()}, f.result};
  for (std::size_t i = 0; i != given.size(); ++i)
    if (given[i].id != call.arguments[i]) t.arguments[i] = call.arguments[i];
  for (std::size_t i = 0; i != signature.size(); ++i) {
    if (signature[i] == type_id::enumeration) t.arguments[i] = enumeration;
    if (signature[i] == any_type && arrays) t.arguments[i] = element;
    if (signature[i] != type_id::array) continue;
    data_type const array = types::array_of(element);
    bool const as_it_is = types::same_array(given[i], array) && element.id != type_id::enumeration;
    t.arguments[i] = as_it_is ? given[i] : array;
  }
  if (f.result == any_type) t.result = element;
  if (f.result == type_id::array) t.result = types::array_of(element);
  return t;
}

}  // namespace detail

expression_ptr make_array(expressions elements) {
  if (elements.empty())
    throw error(errc::indeterminate_datatype, "cannot determine type of empty array")
        .hint("Explicitly cast to the desired type, for example ARRAY[]::integer[].");
  data_type const element = without_modifiers(detail::unify("ARRAY", elements));
  if (element.id == type_id::array)
    throw error(errc::feature_not_supported, "arrays of more than one dimension are not supported");
  detail::cast_all(elements, element);
  auto e = detail::new_expression(expression_kind::call, types::array_of(element));
  e->function = &array_constructor();
  e->operands = std::move(elements);
  return e;
}

expression_ptr make_subscript(expression_ptr array, expression_ptr index) {
  if (array->type.id != type_id::array)
    throw error(errc::datatype_mismatch, "cannot subscript type " + types::name(array->type) +
                                             " because it does not support subscripting");
  data_type const element = types::element_of(array->type);
  if (!types::permits(types::find_cast(index->type, type_id::int4),
                      types::cast_context::assignment))
    throw error(errc::datatype_mismatch, "array subscript must have type integer");
  index = make_cast(std::move(index), type_id::int4, types::cast_context::assignment);
  auto e = detail::new_expression(expression_kind::call, element);
  e->function = &array_subscript();
  e->operands = {std::move(array), std::move(index)};
  return e;
}

namespace detail {

/// The elements of a constant, as constants.
[[nodiscard]] inline expressions constants_of(expression const& array) {
  expressions all;
  for (value& v : types::elements_of(array.value.as_array()))
    all.push_back(make_constant(std::move(v), types::element_of(array.type)));
  return all;
}

/// A literal beside an operand is an array of the operand's type.
[[nodiscard]] inline expression_ptr settled_array(expression_ptr array, data_type operand) {
  if (array->type.id == type_id::unknown && operand.id != type_id::array) {
    data_type const element =
        operand.id == type_id::unknown ? data_type(type_id::text) : without_modifiers(operand);
    return make_cast(std::move(array), types::array_of(element), types::cast_context::implicit);
  }
  if (array->type.id != type_id::array)
    throw error(errc::wrong_object_type, "op ANY/ALL (array) requires array on right side");
  return array;
}

}  // namespace detail

expression_ptr make_quantified(std::string_view op, expression_ptr operand, expression_ptr array,
                               bool all) {
  array = detail::settled_array(std::move(array), operand->type);
  // The operator between the operand and something of the elements' type.
  expression_ptr const compared =
      make_call(op, {std::move(operand), make_outer_column(0, types::element_of(array->type))});
  if (compared->type.id != type_id::boolean)
    throw error(errc::wrong_object_type, "op ANY/ALL (array) requires operator to yield boolean");
  data_type const element = compared->operands[1]->type;
  if (element != types::element_of(array->type))
    array = make_cast(std::move(array), types::array_of(element), types::cast_context::implicit);
  bool const known = array->kind == expression_kind::constant && !array->value.is_null() &&
                     array->value.as_array().count() != 0;
  if (known && op == (all ? "<>" : "="))  // what finds rows by IN finds them here
    return make_in(compared->operands[0], detail::constants_of(*array), all);
  auto e = detail::new_expression(expression_kind::quantified, type_id::boolean);
  e->operands = {compared->operands[0], std::move(array)};
  e->negated = all;
  e->function = compared->function;
  return e;
}

}  // namespace helios::exec
