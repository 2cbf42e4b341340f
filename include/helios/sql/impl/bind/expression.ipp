// helios/sql/impl/bind/expression.ipp -- literals, parameters, operators, CASE, casts.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/impl/bind/binder.hpp>
#include <helios/sql/impl/bind/interval_literal.hpp>
#include <helios/sql/impl/bind/number_literal.hpp>
#include <helios/types/array.hpp>
#include <helios/types/cast.hpp>

namespace helios::sql::binding {

using exec::make_constant;

// ---- errors -------------------------------------------------------------------------------------

void rethrow_at(context const& of, error const& e, ast::position at,
                std::span<expression_ptr const> operands) {
  if (e.position() != 0) throw e;
  for (expression_ptr const& operand : operands) {
    auto const literal = of.written.find(operand);
    if (operand->kind != exec::expression_kind::constant || literal == of.written.end() ||
        operand->value.is_null())
      continue;
    std::string const text = '"' + std::string(operand->value.as_string()) + '"';
    if (e.message().find(text) != std::string::npos) throw error(e).at(of.place(literal->second));
  }
  throw error(e).at(of.place(at));
}

void not_supported(scope const& in, std::string_view what, ast::position at) {
  throw error(errc::feature_not_supported, std::string(what) + " is not supported yet")
      .at(in.place(at));
}

void check_depth(scope const& in, ast::position at) {
  if (stack_pointer() >= in.of.stack_end) return;
  throw error(errc::statement_too_complex, "stack depth limit exceeded")
      .hint("The statement is nested too deeply.")
      .at(in.place(at));
}

ast::position start_of(ast::expression const& e) noexcept {
  ast::expression const* first = &e;
  for (;;) {
    ast::expression const* const inner = ast::visit(*first, [](auto const& n) {
      using node = std::remove_cvref_t<decltype(n)>;
      ast::expression const* next = nullptr;
      if constexpr (requires { n.left.get(); }) {
        next = n.left.get();
      } else if constexpr (std::same_as<node, ast::logical>) {
        next = n.operands[0].get();
      } else if constexpr (requires { n.operand.get(); } && !std::same_as<node, ast::case_>) {
        next = n.operand.get();
      }
      // CAST(x AS t) begins with its own word.
      return next != nullptr && next->at.offset < n.at.offset ? next : nullptr;
    });
    if (inner == nullptr) return first->at;
    first = inner;
  }
}

// ---- literals -----------------------------------------------------------------------------------

expression_ptr bind_literal(scope& in, ast::literal const& e, bool negative) {
  using type = ast::literal::type;
  switch (e.what) {
    case type::null: return make_constant({}, type_id::unknown);
    case type::true_: return make_constant(types::value(true));
    case type::false_: return make_constant(types::value(false));
    case type::integer:
    case type::decimal:
      return written_at(in.of, e.at, [&] {
        return detail::number((negative ? "-" : "") + std::string(e.text), e.what == type::integer);
      });
    case type::string: {
      auto text = make_constant(types::value::text(e.text, type_id::unknown));
      in.of.note(text, e.at);
      return text;
    }
    case type::hex:
      return written_at(in.of, e.at, [&] {
        std::string const text = "\\x" + std::string(e.text);
        return make_constant(
            types::cast(types::value::text(text, type_id::unknown), type_id::bytea));
      });
    case type::bits: not_supported(in, "a bit string", e.at);
  }
  HELIOS_UNREACHABLE();
}

expression_ptr settle(expression_ptr e) {
  if (e->type.id != type_id::unknown) return e;
  return exec::make_cast(std::move(e), type_id::text, types::cast_context::implicit);
}

// ---- operators ----------------------------------------------------------------------------------

expression_ptr call_operator(scope& in, std::string_view op, expressions operands,
                             ast::position at) {
  return written_at(in.of, at, operands, [&] { return exec::make_call(op, operands); });
}

expression_ptr bind_condition(scope& in, ast::expression const& e, std::string_view construct) {
  expression_ptr const value = bind(in, e);
  return written_at(in.of, start_of(e), std::span(&value, 1),
                    [&] { return exec::make_boolean(value, construct); });
}

data_type unify(scope& in, std::string_view what, expressions& all,
                std::span<ast::position const> places) {
  data_type one = without_modifiers(all.front()->type);
  bool same_type = true;
  for (std::size_t i = 1; i < all.size(); ++i) {
    data_type const next = all[i]->type;
    data_type const common = types::common_type(one, next);
    if (common.id == type_id::unknown && (one.id != common.id || next.id != common.id))
      throw error(errc::datatype_mismatch, std::string(what) + " types " + types::name(one) +
                                               " and " + types::name(next) + " cannot be matched")
          .at(in.place(places[i]));
    one = common;
    same_type = same_type && all[i]->type == all.front()->type;
  }
  data_type const to = one.id == type_id::unknown ? data_type(type_id::text)
                       : same_type                ? all.front()->type
                                                  : one;
  for (std::size_t i = 0; i != all.size(); ++i)
    all[i] = written_at(in.of, places[i], std::span(&all[i], 1),
                        [&] { return exec::make_cast(all[i], to, types::cast_context::implicit); });
  return to;
}

namespace detail {

[[nodiscard]] inline std::string_view operator_name(scope const& in, ast::operation const& op,
                                                    ast::position at) {
  if (op.schema.empty() || op.schema == "pg_catalog") return op.symbol;
  throw error(errc::undefined_function, "operator does not exist: " + std::string(op.schema.text) +
                                            '.' + std::string(op.symbol))
      .at(in.place(at));
}

[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::literal const& e) {
  return bind_literal(in, e);
}

[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::parameter const& e) {
  std::span<data_type const> const given =
      in.of.of == nullptr ? std::span<data_type const>() : in.of.of->parameters();
  if (e.index == 0 || e.index > given.size())
    throw error(errc::undefined_parameter, "there is no parameter $" + std::to_string(e.index))
        .at(in.place(e.at));
  return exec::make_parameter(e.index - 1, given[e.index - 1]);
}

[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::column const& e) {
  return bind_column(in, e);
}
[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::star const& e) {
  throw error(errc::syntax_error, "row expansion via \"*\" is not supported here")
      .at(in.place(e.at));
}

[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::unary const& e) {
  // Signs are part of the number: - (-2147483648) is 2147483648, a bigint.
  bool negative = false;
  ast::expression const* unsigned_one = &e;
  while (unsigned_one->kind == ast::expression_kind::unary) {
    auto const& sign = static_cast<ast::unary const&>(*unsigned_one);
    if (sign.op.symbol != "-") break;
    negative = !negative;
    unsigned_one = sign.operand.get();
  }
  if (unsigned_one->kind == ast::expression_kind::literal) {
    auto const& number = static_cast<ast::literal const&>(*unsigned_one);
    if (number.what == ast::literal::type::integer || number.what == ast::literal::type::decimal)
      return bind_literal(in, number, negative);
  }
  if (e.op.symbol == "not") return exec::make_not(bind_condition(in, *e.operand, "NOT"));
  expressions operand{bind(in, *e.operand)};
  return call_operator(in, operator_name(in, e.op, e.at), std::move(operand), e.at);
}

// A chain a + b + c leans to the left: it is walked, not recursed into.
[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::binary const& e) {
  std::vector<ast::binary const*> chain{&e};
  while (chain.back()->left->kind == ast::expression_kind::binary)
    chain.push_back(static_cast<ast::binary const*>(chain.back()->left.get()));
  ast::binary const& innermost = *chain.back();
  expression_ptr value = compare(in, operator_name(in, innermost.op, innermost.at), *innermost.left,
                                 *innermost.right, innermost.at);
  for (std::size_t i = chain.size() - 1; i-- != 0;) {
    ast::binary const& next = *chain[i];
    expressions operands{std::move(value), bind(in, *next.right)};
    value = call_operator(in, operator_name(in, next.op, next.at), std::move(operands), next.at);
  }
  return value;
}

[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::logical const& e) {
  bool const all = e.what == ast::logical::type::and_;
  expressions operands;
  for (auto const& operand : e.operands)
    operands.push_back(bind_condition(in, *operand, all ? "AND" : "OR"));
  return exec::make_logical(all ? exec::expression_kind::and_ : exec::expression_kind::or_,
                            std::move(operands));
}

[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::quantified const& e) {
  return bind_quantified(in, e);
}
[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::in const& e) {
  return bind_in(in, e);
}
[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::between const& e) {
  return bind_between(in, e);
}
[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::like const& e) {
  return bind_like(in, e);
}
[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::is const& e) {
  return bind_is(in, e);
}

[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::case_ const& e) {
  expression_ptr const operand = e.operand ? settle(bind(in, *e.operand)) : nullptr;
  expressions conditions, results;
  std::vector<ast::position> places;
  for (ast::when const& w : e.whens) {
    if (operand) {
      expressions sides{operand, bind(in, *w.condition)};
      conditions.push_back(call_operator(in, "=", std::move(sides), start_of(*w.condition)));
    } else {
      conditions.push_back(bind_condition(in, *w.condition, "CASE/WHEN"));
    }
    results.push_back(bind(in, *w.result));
    places.push_back(start_of(*w.result));
  }
  // The type is looked for from ELSE on, as PostgreSQL does.
  results.insert(results.begin(),
                 e.otherwise ? bind(in, *e.otherwise) : make_constant({}, type_id::unknown));
  places.insert(places.begin(), e.otherwise ? start_of(*e.otherwise) : e.at);
  unify(in, "CASE", results, places);
  expressions parts;
  for (std::size_t i = 0; i != conditions.size(); ++i) {
    parts.push_back(std::move(conditions[i]));
    parts.push_back(std::move(results[i + 1]));
  }
  parts.push_back(std::move(results[0]));
  return exec::make_case(std::move(parts));
}

/// ARRAY[..]; of elements that are cast where a type is wanted.
[[nodiscard]] inline expression_ptr bind_array(scope& in, ast::array const& e,
                                               data_type wanted = {}) {
  expressions elements;
  std::vector<ast::position> places;
  for (auto const& element : e.elements) {
    elements.push_back(bind(in, *element));
    places.push_back(start_of(*element));
    if (wanted.id == type_id::unknown) continue;
    elements.back() = written_at(in.of, places.back(), std::span(&elements.back(), 1),
                                 [&] { return exec::make_cast(elements.back(), wanted); });
  }
  if (elements.empty() && wanted.id != type_id::unknown)
    return make_constant(types::make_array(wanted, {}), types::array_of(wanted));
  if (!elements.empty()) unify(in, "ARRAY", elements, places);
  return written_at(in.of, e.at, [&] { return exec::make_array(std::move(elements)); });
}

[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::cast const& e) {
  if (e.operand->kind == ast::expression_kind::array && !e.type.array_bounds.empty()) {
    data_type const to = bind_type(in, e.type);
    expression_ptr const array =
        bind_array(in, static_cast<ast::array const&>(*e.operand), types::element_of(to));
    return exec::make_cast(array, to);
  }
  expression_ptr const operand = bind(in, *e.operand);
  bool const text = operand->kind == exec::expression_kind::constant &&
                    operand->type.id == type_id::unknown && !operand->value.is_null();
  if (text && e.type.interval_fields != 0) {
    return written_at(in.of, e.at, std::span(&operand, 1), [&] {
      return make_constant(
          types::value(detail::read_interval(operand->value.as_string(), e.type.interval_fields)));
    });
  }
  data_type const to = bind_type(in, e.type);
  return written_at(in.of, e.at, std::span(&operand, 1),
                    [&] { return exec::make_cast(operand, to); });
}

[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::collate const& e) {
  expression_ptr operand = bind(in, *e.operand);
  if (operand->type.id != type_id::unknown &&
      types::category(operand->type.id) != types::type_category::string)
    throw error(errc::datatype_mismatch,
                "collations are not supported by type " + types::name(operand->type))
        .at(in.place(e.at));
  ast::name const name = e.collation.object();
  if (!(name == "C") && !(name == "default") && !(name == "POSIX"))
    not_supported(in, "collation \"" + std::string(name.text) + '"', e.at);
  return operand;
}

[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::at_time_zone const& e) {
  expressions both;
  both.push_back(bind(in, *e.zone));
  both.push_back(bind(in, *e.operand));
  return call_operator(in, "timezone", std::move(both), e.at);
}

[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::call const& e) {
  return bind_call(in, e);
}
[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::current const& e) {
  return bind_current(in, e);
}
[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::subquery const& e) {
  return bind_subquery(in, e);
}
[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::array const& e) {
  return bind_array(in, e);
}
[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::row const& e) {
  not_supported(in, "a row outside a comparison", e.at);
}
[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::subscript const& e) {
  if (e.slice) not_supported(in, "a slice of an array", e.at);
  expression_ptr const both[] = {bind(in, *e.operand), bind(in, *e.index)};
  return written_at(in.of, e.at, both, [&] { return exec::make_subscript(both[0], both[1]); });
}
[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::field const& e) {
  not_supported(in, "a field of a composite value", e.at);
}
[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::default_ const& e) {
  throw error(errc::syntax_error, "DEFAULT is not allowed in this context").at(in.place(e.at));
}
[[nodiscard]] inline expression_ptr bind_node(scope& in, ast::grouping const& e) {
  not_supported(in, "GROUPING SETS, ROLLUP and CUBE", e.at);
}

}  // namespace detail

expression_ptr bind(scope& in, ast::expression const& e) {
  check_depth(in, e.at);
  return ast::visit(e, [&](auto const& node) { return detail::bind_node(in, node); });
}

bool same(exec::expression const& a, exec::expression const& b) {
  check_stack();
  if (&a == &b) return true;
  if (a.kind != b.kind || a.type != b.type || a.negated != b.negated || a.index != b.index ||
      a.function != b.function || a.operands.size() != b.operands.size() ||
      a.value.type() != b.value.type() || !(a.value == b.value))
    return false;
  for (std::size_t i = 0; i != a.operands.size(); ++i)
    if (!same(*a.operands[i], *b.operands[i])) return false;
  return true;
}

}  // namespace helios::sql::binding
