// helios/exec/impl/expression.ipp -- building trees with PostgreSQL's rules of types.
#pragma once

#include <helios/base/error.hpp>
#include <helios/base/stack.hpp>
#include <helios/exec/expression.hpp>
#include <helios/exec/impl/call_types.hpp>
#include <helios/exec/impl/new_expression.hpp>
#include <helios/types/cast.hpp>

#include <algorithm>

namespace helios::exec {

namespace detail {

[[nodiscard]] inline std::string_view construct(expression_kind kind) noexcept {
  switch (kind) {
    case expression_kind::and_: return "AND";
    case expression_kind::or_: return "OR";
    case expression_kind::not_: return "NOT";
    case expression_kind::is_null: return "IS NULL";
    case expression_kind::is_true: return "IS TRUE";
    case expression_kind::is_false: return "IS FALSE";
    case expression_kind::case_: return "CASE";
    case expression_kind::coalesce: return "COALESCE";
    case expression_kind::nullif: return "NULLIF";
    case expression_kind::greatest: return "GREATEST";
    case expression_kind::least: return "LEAST";
    case expression_kind::in_list: return "IN";
    case expression_kind::constant:
    case expression_kind::column:
    case expression_kind::parameter:
    case expression_kind::outer_column:
    case expression_kind::call:
    case expression_kind::cast:
    case expression_kind::distinct:
    case expression_kind::subquery:
    case expression_kind::quantified: return "expression";
  }
  HELIOS_UNREACHABLE();
}

}  // namespace detail

// Operands end one after the other, however deep the tree is: those that nobody else has are put on
// a list, and so are their own.
expression::~expression() {
  expression_ptr list;
  auto const put_all = [&list](expressions& all) {
    for (expression_ptr& o : all) {
      if (o == nullptr || o.use_count() != 1 || o->operands.empty()) continue;
      // Another thread may just have let go of it: counting once more waits for what it did.
      expression_ptr(o).reset();
      const_cast<expression&>(*o).next_to_end_ = std::move(list);
      list = std::move(o);
    }
  };
  put_all(operands);
  while (list) {
    expression_ptr const one = std::move(list);
    auto& ending = const_cast<expression&>(*one);
    list = std::move(ending.next_to_end_);
    put_all(ending.operands);
  }
}

expression_ptr make_boolean(expression_ptr e, std::string_view what) {
  if (e->type.id == type_id::unknown)
    return make_cast(std::move(e), type_id::boolean, types::cast_context::implicit);
  if (e->type.id != type_id::boolean)
    throw error(errc::datatype_mismatch, "argument of " + std::string(what) +
                                             " must be type boolean, not type " +
                                             types::name(e->type));
  return e;
}

expression_ptr make_constant(value v, data_type type) {
  HELIOS_EXPECTS(v.is_null() || v.type() == type.id);
  auto e = detail::new_expression(expression_kind::constant, type);
  e->value = std::move(v);
  return e;
}
expression_ptr make_constant(value v) {
  data_type const type = v.type();
  return make_constant(std::move(v), type);
}

namespace detail {
[[nodiscard]] inline expression_ptr make_reference(expression_kind kind, std::uint32_t index,
                                                   data_type type, std::string name) {
  auto e = new_expression(kind, type);
  e->index = index;
  e->name = std::move(name);
  return e;
}
}  // namespace detail

expression_ptr make_column(std::uint32_t index, data_type type, std::string name) {
  return detail::make_reference(expression_kind::column, index, type, std::move(name));
}
expression_ptr make_parameter(std::uint32_t index, data_type type) {
  return detail::make_reference(expression_kind::parameter, index, type, {});
}
expression_ptr make_outer_column(std::uint32_t index, data_type type, std::string name) {
  return detail::make_reference(expression_kind::outer_column, index, type, std::move(name));
}

expression_ptr make_call(std::string_view name, expressions arguments) {
  std::vector<data_type> types;
  for (expression_ptr const& a : arguments) types.push_back(a->type);
  resolved_call const r = resolve(name, types);
  detail::call_types const wanted = detail::types_of_call(name, r, types);
  for (std::size_t i = 0; i != arguments.size(); ++i) {
    data_type const to = wanted.arguments[i];
    // An array beside a vector stands for one (exec/functions/impl/registry.ipp).
    bool const stands_in = to.id == type_id::vector && types[i].id == type_id::array;
    arguments[i] =
        make_cast(arguments[i], to,
                  stands_in ? types::cast_context::assignment : types::cast_context::implicit);
  }
  auto e = detail::new_expression(expression_kind::call, wanted.result);
  e->function = r.function;
  e->operands = std::move(arguments);
  return e;
}

expression_ptr make_cast(expression_ptr operand, data_type to, types::cast_context context) {
  data_type const from = operand->type;
  if (from == to) return operand;
  if (to == without_modifiers(from)) return operand;
  bool const another = from.id != to.id || types::has_kinds(from.id);
  if (another && !types::permits(types::find_cast(from, to), context))
    types::throw_cannot_cast(from, to);
  bool const literal = operand->kind == expression_kind::constant;
  if (literal && operand->value.is_null()) return make_constant({}, to);
  bool const untyped = literal && from.id == type_id::unknown;
  // 'now' must not be read before the statement runs, nor a zone assumed.
  type_id const read = innermost(to);
  bool const waits = untyped && types::category(read) == types::type_category::date_time &&
                     (to.id == type_id::array || read == type_id::timestamptz ||
                      operand->value.as_string().find_first_of("0123456789") != 0);
  // Read now even if it waits: what no clock and no zone makes a time is wrong where it stands.
  if (untyped) {
    value now = types::cast(operand->value, to, context);
    if (!waits) return make_constant(std::move(now), to);
  }
  auto e = detail::new_expression(expression_kind::cast, to);
  e->context = context;
  e->operands.push_back(std::move(operand));
  return e;
}

expression_ptr make_logical(expression_kind kind, expressions operands) {
  HELIOS_EXPECTS(!operands.empty());
  for (expression_ptr& o : operands) o = make_boolean(o, detail::construct(kind));
  if (operands.size() == 1) return operands.front();
  return detail::new_expression(kind, type_id::boolean, std::move(operands));
}

expression_ptr make_not(expression_ptr operand) {
  return detail::new_expression(expression_kind::not_, type_id::boolean,
                                {make_boolean(std::move(operand), "NOT")});
}

expression_ptr make_test(expression_kind kind, expression_ptr operand, bool negated) {
  if (kind != expression_kind::is_null)
    operand = make_boolean(std::move(operand), detail::construct(kind));
  return detail::new_expression(kind, type_id::boolean, {std::move(operand)}, negated);
}

expression_ptr make_distinct(expression_ptr a, expression_ptr b, bool negated) {
  expression_ptr const equal = make_call("=", {std::move(a), std::move(b)});
  auto e = detail::new_expression(expression_kind::distinct, type_id::boolean);
  e->operands = equal->operands;
  e->function = equal->function;
  e->negated = negated;
  return e;
}

expression_ptr make_in(expression_ptr operand, expressions members, bool negated) {
  HELIOS_EXPECTS(!members.empty());
  expressions all{std::move(operand)};
  all.insert(all.end(), members.begin(), members.end());
  detail::cast_all(all, without_modifiers(detail::unify("IN", all)));
  auto e = detail::new_expression(expression_kind::in_list, type_id::boolean);
  e->function = make_call("=", {all[0], all[1]})->function;
  e->operands = std::move(all);
  e->negated = negated;
  return e;
}

expression_ptr make_between(expression_ptr operand, expression_ptr low, expression_ptr high,
                            bool negated) {
  expression_ptr const above = make_call(negated ? "<" : ">=", {operand, std::move(low)});
  expression_ptr const below = make_call(negated ? ">" : "<=", {operand, std::move(high)});
  return make_logical(negated ? expression_kind::or_ : expression_kind::and_, {above, below});
}

expression_ptr make_case(expressions parts) {
  HELIOS_EXPECTS(parts.size() >= 3 && parts.size() % 2 == 1);
  expressions results;
  for (std::size_t i = 1; i < parts.size(); i += 2) results.push_back(parts[i]);
  results.insert(results.begin(), parts.back());  // PostgreSQL begins with ELSE
  data_type const type = detail::unify("CASE", results);
  for (std::size_t i = 0; i != parts.size(); ++i) {
    parts[i] = i % 2 == 0 && i + 1 != parts.size()
                   ? make_boolean(parts[i], "CASE/WHEN")
                   : make_cast(parts[i], type, types::cast_context::implicit);
  }
  return detail::new_expression(expression_kind::case_, type, std::move(parts));
}

expression_ptr make_choice(expression_kind kind, expressions operands) {
  HELIOS_EXPECTS(!operands.empty());
  data_type const type = detail::unify(detail::construct(kind), operands);
  detail::cast_all(operands, type);
  return detail::new_expression(kind, type, std::move(operands));
}

namespace detail {

/// Types whose values compare with each other's by operators of their own have the same number.
[[nodiscard]] inline int comparison_kind(type_id t) noexcept {
  switch (t) {
    case type_id::int2:
    case type_id::int4:
    case type_id::int8: return 1;
    case type_id::float4:
    case type_id::float8: return 2;
    case type_id::date:
    case type_id::timestamp:
    case type_id::timestamptz: return 3;
    case type_id::text:
    case type_id::varchar: return 4;
    case type_id::unknown:
    case type_id::boolean:
    case type_id::numeric:
    case type_id::bpchar:
    case type_id::bytea:
    case type_id::time:
    case type_id::interval:
    case type_id::uuid:
    case type_id::enumeration:
    case type_id::json:
    case type_id::jsonb:
    case type_id::array:
    case type_id::vector: break;
  }
  return -static_cast<int>(t);
}

}  // namespace detail

expression_ptr make_nullif(expression_ptr a, expression_ptr b) {
  if (a->type.id == type_id::unknown && b->type.id == type_id::unknown)
    a = make_cast(std::move(a), type_id::text, types::cast_context::implicit);
  expression_ptr const equal = make_call("=", {a, std::move(b)});
  // PostgreSQL compares integers of any two widths, and so on, without a cast; else the type is
  // that in which they are compared.
  type_id const compared = equal->operands[0]->type.id;
  bool const as_is = compared == a->type.id ||
                     detail::comparison_kind(compared) == detail::comparison_kind(a->type.id);
  // Only varchar has no operators of its own.
  bool const as_text = a->type.id == type_id::varchar && compared != type_id::bpchar;
  data_type const type = as_text ? data_type(type_id::text) : as_is ? a->type : data_type(compared);
  return detail::new_expression(
      expression_kind::nullif, type,
      {make_cast(a, type, types::cast_context::implicit), equal->operands[1], equal});
}

expression_ptr make_subquery(std::uint32_t index, data_type type, expressions arguments) {
  auto e = std::make_shared<expression>();
  e->kind = expression_kind::subquery;
  e->type = type;
  e->index = index;
  e->operands = std::move(arguments);
  return e;
}

namespace detail {

/// Times to and from text, and to and from moments, depend on the session's zone and clock.
[[nodiscard]] inline bool needs_clock(type_id from, type_id to) noexcept {
  using types::type_category;
  auto const is = [&](auto&& of) { return of(from) || of(to); };
  return is([](type_id t) { return types::category(t) == type_category::date_time; }) &&
         is([](type_id t) {
           return t == type_id::timestamptz || t == type_id::unknown ||
                  types::category(t) == type_category::string;
         });
}

/// The texts of enumerations change with ALTER TYPE.
[[nodiscard]] inline bool asks_for_labels(expression const& e) {
  auto const is = [](data_type t) { return innermost(t) == type_id::enumeration; };
  bool const of_them = std::any_of(e.operands.begin(), e.operands.end(),
                                   [&](expression_ptr const& o) { return is(o->type); });
  if (e.kind == expression_kind::cast) return of_them != is(e.type);
  type_id const made = innermost(e.type);
  bool const text = types::category(made) == types::type_category::string ||
                    made == type_id::json || made == type_id::jsonb;
  return e.kind == expression_kind::call && of_them && text;
}

}  // namespace detail

volatility changes(expression const& e) {
  check_stack();
  volatility most = e.kind == expression_kind::call ? e.function->changes : volatility::immutable;
  if (e.kind == expression_kind::cast &&
      detail::needs_clock(innermost(e.operands[0]->type), innermost(e.type)))
    most = volatility::stable;
  if (detail::asks_for_labels(e)) most = std::max(most, volatility::stable);
  for (expression_ptr const& o : e.operands) most = std::max(most, changes(*o));
  return most;
}

bool is_constant(expression const& e) {
  check_stack();
  if (e.kind == expression_kind::column || e.kind == expression_kind::parameter ||
      e.kind == expression_kind::outer_column || e.kind == expression_kind::subquery)
    return false;
  return std::all_of(e.operands.begin(), e.operands.end(),
                     [](expression_ptr const& o) { return is_constant(*o); });
}

}  // namespace helios::exec
