// helios/sql/impl/grammar/expression.ipp -- operands: constants, columns, calls, CASE, casts; names
// and types.
//
// Source    PostgreSQL 15's manual, sections 4.1 and 4.2, chapters 8 and 9
#pragma once

#include <helios/sql/impl/grammar/rules.hpp>
#include <helios/sql/impl/operators.hpp>

namespace helios::sql::grammar {

// ---- names --------------------------------------------------------------------------------------

HELIOS_VALUE(name_parts, ast::list<ast::name>);
HELIOS_DEFINE(name_parts, name >> -(dot >> label) >> -(dot >> label))
HELIOS_DEFINE(any_name, at<&ast::qualified_name::parts>[name_parts])
HELIOS_DEFINE(dotted, name % dot)
HELIOS_DEFINE(names, bracketed(several(name)))

// One word may be of those that name functions; the first of several is a schema's.
HELIOS_VALUE(function_parts, ast::list<ast::name>);
HELIOS_DEFINE(function_parts, ahead[any_word(name) >> dot] >> name >> +(dot >> label) | type_name)
HELIOS_DEFINE(function_name, at<&ast::qualified_name::parts>[function_parts])

HELIOS_DEFINE(expressions, several(expression))
HELIOS_DEFINE(expression_list, bracketed(several(expression)))

HELIOS_DEFINE(operator_name, open >> -(at<&ast::operation::schema>[name] >> dot) >>
                                 at<&ast::operation::symbol>[symbol] >> close)

// ---- constants ----------------------------------------------------------------------------------

template <token_kind Kind>
struct spelled : leaf<spelled<Kind>> {
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    if (f->kind != Kind) return fail_at(c, f, Kind);
    store(c, place, c->text_of(*f));
    ++f;
    return true;
  }
};
struct integer_parser : leaf<integer_parser> {
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    if (f->kind != token_kind::integer) return fail_at(c, f, token_kind::integer);
    std::int64_t n = 0;
    for (char const digit : c->text_of(*f)) {
      if (n > (INT32_MAX - (digit - '0')) / 10) return fail_at(c, f, token_kind::integer);
      n = n * 10 + (digit - '0');
    }
    store(c, place, n);
    ++f;
    return true;
  }
};
HELIOS_DEFINE(integer, integer_parser{})

namespace constants {
using ast::literal;
using type = literal::type;
inline constexpr auto integer =
    is<&literal::what, type::integer>[at<&literal::text>[spelled<token_kind::integer>{}]];
inline constexpr auto decimal =
    is<&literal::what, type::decimal>[at<&literal::text>[spelled<token_kind::decimal>{}]];
inline constexpr auto string = is<&literal::what, type::string>[at<&literal::text>[text]];
}  // namespace constants

HELIOS_DEFINE(string_literal, constants::string)
HELIOS_DEFINE(null_literal, "NULL"_kw)
HELIOS_DEFINE(number_literal, constants::integer | constants::decimal)
HELIOS_DEFINE(signed_number,
              at<&ast::unary::op>[at<&ast::operation::symbol>[spelled<token_kind::minus>{}]] >>
                  at<&ast::unary::operand>[number_literal])
HELIOS_DEFINE(number, number_literal | plus_sign >> number_literal | signed_number)

// DATE '2026-01-01', INTERVAL '1' DAY
HELIOS_DEFINE(interval_literal, at<&ast::cast::type>[plain_interval] >>
                                    at<&ast::cast::operand>[string_literal] >>
                                    -at<&ast::cast::type>[interval_fields])
HELIOS_NODE(typed_literal, ast::cast);
HELIOS_DEFINE(
    typed_literal,
    at<&ast::cast::type>[built_in_type] >> at<&ast::cast::operand>[string_literal] |
        ahead[any_word(type_name) >> *(dot >> any_word(label)) >> sign(token_kind::string)] >>
            at<&ast::cast::type>[named_type] >> at<&ast::cast::operand>[string_literal])

// ---- CASE, CAST, ARRAY, ROW ---------------------------------------------------------------------

HELIOS_NODE(case_expression, ast::case_);
HELIOS_VALUE(when, ast::when);
HELIOS_DEFINE(when, "WHEN"_kw >> at<&ast::when::condition>[expression] >> "THEN"_kw >>
                        at<&ast::when::result>[expression])
HELIOS_DEFINE(case_expression,
              "CASE"_kw >> (ahead["WHEN"_kw] | at<&ast::case_::operand>[expression]) >>
                  +at<&ast::case_::whens>[when] >>
                  -("ELSE"_kw >> at<&ast::case_::otherwise>[expression]) >> "END"_kw)
HELIOS_NODE(cast_expression, ast::cast);
HELIOS_DEFINE(cast_expression, "CAST"_kw >> open >> at<&ast::cast::operand>[expression] >>
                                   "AS"_kw >> at<&ast::cast::type>[type] >> close)

namespace subqueries {
using ast::subquery;
inline constexpr auto exists = is<&subquery::what, subquery::type::exists>["EXISTS"_kw];
inline constexpr auto array = is<&subquery::what, subquery::type::array>["ARRAY"_kw];
}  // namespace subqueries
HELIOS_NODE(query_expression, ast::subquery);
HELIOS_DEFINE(query_expression, (subqueries::exists | subqueries::array) >>
                                    at<&ast::subquery::query>[query_in_brackets])

HELIOS_NODE(array_elements, ast::array);
HELIOS_DEFINE(array_elements,
              open_square >> -several(at<&ast::array::elements>[array_elements | expression]) >>
                  close_square)
HELIOS_NODE(row_expression, ast::row);
HELIOS_DEFINE(row_expression, flag<&ast::row::word>["ROW"_kw] >> open >>
                                  -at<&ast::row::fields>[expressions] >> close)

namespace currents {
using ast::current;
using type = current::type;
template <type What>
inline constexpr auto word = is<&current::what, What>;
inline constexpr auto precision = -(open >> at<&current::precision>[number_literal] >> close);
}  // namespace currents
HELIOS_DEFINE(current,
              currents::word<currents::type::timestamp>["CURRENT_TIMESTAMP"_kw] >>
                      currents::precision |
                  currents::word<currents::type::date>["CURRENT_DATE"_kw] |
                  currents::word<currents::type::time>["CURRENT_TIME"_kw] >> currents::precision |
                  currents::word<currents::type::localtimestamp>["LOCALTIMESTAMP"_kw] >>
                      currents::precision |
                  currents::word<currents::type::localtime>["LOCALTIME"_kw] >> currents::precision |
                  currents::word<currents::type::user>["CURRENT_USER"_kw] |
                  currents::word<currents::type::role>["CURRENT_ROLE"_kw] |
                  currents::word<currents::type::session_user>["SESSION_USER"_kw] |
                  currents::word<currents::type::plain_user>["USER"_kw] |
                  currents::word<currents::type::catalog>["CURRENT_CATALOG"_kw] |
                  currents::word<currents::type::schema>["CURRENT_SCHEMA"_kw >> unless[open]])

// ---- any operand --------------------------------------------------------------------------------

HELIOS_NODE(default_value, ast::default_);
HELIOS_DEFINE(default_value, "DEFAULT"_kw)

/// The last resort: a column, perhaps of many parts.
struct column_parser : leaf<column_parser> {
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto&) const {
    ast::ref<ast::expression> v;
    if (!climbing::column(f, l, c, v)) return false;
    store(c, place, v);
    return true;
  }
};
HELIOS_DEFINE(primary, plain_call | case_expression | cast_expression | special_call |
                           query_expression | "ARRAY"_kw >> array_elements | row_expression |
                           current | interval_literal | typed_literal | default_value |
                           column_parser{})

// ---- what follows an operand --------------------------------------------------------------------

namespace tests {
template <ast::is::type What>
inline constexpr auto what = is<&ast::is::what, What>;
using type = ast::is::type;
}  // namespace tests
HELIOS_DEFINE(is_tail, tests::what<tests::type::null>["ISNULL"_kw] |
                           flag<&ast::is::negated>["NOTNULL"_kw] |
                           "IS"_kw >> -flag<&ast::is::negated>["NOT"_kw] >>
                               (tests::what<tests::type::null>["NULL"_kw] |
                                tests::what<tests::type::true_>["TRUE"_kw] |
                                tests::what<tests::type::false_>["FALSE"_kw] |
                                tests::what<tests::type::unknown>["UNKNOWN"_kw] |
                                tests::what<tests::type::distinct_from>["DISTINCT FROM"_kw] >>
                                    at<&ast::is::other>[operators(tighter(strength::is))]))
HELIOS_DEFINE(in_tail, "IN"_kw >> (ahead[open_query] >> at<&ast::in::query>[query_in_brackets] |
                                   at<&ast::in::values>[expression_list]))
HELIOS_DEFINE(between_tail,
              "BETWEEN"_kw >> -(flag<&ast::between::symmetric>["SYMMETRIC"_kw] | "ASYMMETRIC"_kw) >>
                  at<&ast::between::low>[simple_expression] >> "AND"_kw >>
                  at<&ast::between::high>[operators(tighter(strength::membership))])
HELIOS_DEFINE(like_tail, (is<&ast::like::what, ast::like::type::like>["LIKE"_kw] |
                          is<&ast::like::what, ast::like::type::ilike>["ILIKE"_kw] |
                          is<&ast::like::what, ast::like::type::similar>["SIMILAR TO"_kw]) >>
                             at<&ast::like::pattern>[operators(tighter(strength::membership))] >>
                             -("ESCAPE"_kw >>
                               at<&ast::like::escape>[operators(tighter(strength::membership))]))
HELIOS_DEFINE(any_tail, ("ANY"_kw | "SOME"_kw | flag<&ast::quantified::all>["ALL"_kw]) >>
                            (ahead[open_query] >> at<&ast::quantified::query>[query_in_brackets] |
                             open >> at<&ast::quantified::array>[expression] >> close))
HELIOS_DEFINE(subscript_tail, open_square >> -at<&ast::subscript::index>[expression] >>
                                  -(flag<&ast::subscript::slice>[colon] >>
                                    -at<&ast::subscript::upper>[expression]) >>
                                  close_square)

// ---- a column that is given a value; options ----------------------------------------------------

HELIOS_VALUE(option_value, ast::ref<ast::expression>);
HELIOS_NODE(word_value, ast::column);
HELIOS_NODE(truth, ast::literal);
HELIOS_DEFINE(truth, is<&ast::literal::what, ast::literal::type::true_>["TRUE"_kw] |
                         is<&ast::literal::what, ast::literal::type::false_>["FALSE"_kw])
HELIOS_DEFINE(word_value, at<&ast::column::parts>[label])
HELIOS_DEFINE(option_value, number | string_literal | truth | word_value)
HELIOS_DEFINE(option, at<&ast::option::key>[label % dot] >>
                          -(equal_sign >> at<&ast::option::value>[option_value]))
HELIOS_DEFINE(options, bracketed(several(option)))

}  // namespace helios::sql::grammar
