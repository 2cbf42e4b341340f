// helios/sql/impl/grammar/expression.ipp -- operands: constants, columns, calls, CASE, casts; names and types.
//
// Source    PostgreSQL 15's manual, sections 4.1 and 4.2, chapters 8 and 9
#pragma once

#include <helios/sql/impl/grammar/rules.hpp>
#include <helios/sql/impl/literal.ipp>
#include <helios/sql/impl/operators.ipp>

namespace helios::sql::grammar {

// ---- names ----------------------------------------------------------------------------------------------

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

/// a + or an = as a name: what an operator is called between OPERATOR( and ).
struct symbol_parser : leaf<symbol_parser> {
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    if (f->kind < token_kind::equal || f->kind > token_kind::op) return fail_at(c, f, token_kind::op);
    store(c, place, f->kind == token_kind::not_equal ? std::string_view("<>") : c->text_of(*f));
    ++f;
    return true;
  }
};
inline constexpr symbol_parser symbol{};
HELIOS_DEFINE(operator_name, open >> -(at<&ast::operation::schema>[name] >> dot) >> at<&ast::operation::symbol>[symbol] >> close)

// ---- constants ------------------------------------------------------------------------------------------

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
inline constexpr auto integer = is<&literal::what, type::integer>[at<&literal::text>[spelled<token_kind::integer>{}]];
inline constexpr auto decimal = is<&literal::what, type::decimal>[at<&literal::text>[spelled<token_kind::decimal>{}]];
inline constexpr auto string = is<&literal::what, type::string>[at<&literal::text>[text]];
}  // namespace constants

HELIOS_DEFINE(string_literal, constants::string)
HELIOS_DEFINE(null_literal, "NULL"_kw)
HELIOS_DEFINE(number_literal, constants::integer | constants::decimal)
HELIOS_DEFINE(signed_number, at<&ast::unary::op>[at<&ast::operation::symbol>[spelled<token_kind::minus>{}]] >>
                                 at<&ast::unary::operand>[number_literal])
HELIOS_DEFINE(number, number_literal | plus_sign >> number_literal | signed_number)

// ---- types ----------------------------------------------------------------------------------------------

/// canonical<"int4">[p]: the name PostgreSQL gives to a type that has several.
struct canonical_name {
  char text[24]{};
  consteval canonical_name(auto const& literal) { std::copy(literal, literal + sizeof literal, text); }
};
template <canonical_name Name, class Subject>
struct canonically : branch_parser<Subject, canonically<Name, Subject>> {
  using branch_parser<Subject, canonically>::branch_parser;
  bool parse(iterator& f, iterator const& l, context const& c, ast::data_type& place, auto& unused) const {
    iterator const begin = f;
    if (!this->subject.parse(f, l, c, place, unused)) return false;
    place.name.parts = {};
    place.name.parts.append(c->memory, {Name.text});
    place.name.at.offset = begin->offset;
    return true;
  }
};
template <canonical_name Name>
struct naming {
  template <class P>
  constexpr canonically<Name, parser_of<P>> operator[](P const& p) const {
    return canonically<Name, parser_of<P>>(x3::as_parser(p));
  }
};
template <canonical_name Name>
inline constexpr naming<Name> canonical{};

/// BIT and CHAR without a length have length 1.
struct length_one_parser : leaf<length_one_parser> {
  bool parse(iterator& f, iterator const&, context const& c, ast::data_type& place, auto&) const {
    ast::ref<ast::expression> one;
    auto* const node = climbing::make<ast::literal>(c, f);
    node->what = ast::literal::type::integer;
    node->text = "1";
    place.modifiers.append(c->memory, node);
    return true;
  }
};
inline constexpr length_one_parser length_one{};

/// FLOAT(p) is a type of 4 or 8 bytes.
struct float_parser : leaf<float_parser> {
  bool parse(iterator& f, iterator const& l, context const& c, ast::data_type& place, auto& unused) const {
    iterator const begin = f++;
    std::int64_t bits = 53;
    if (f->kind == token_kind::open) {
      iterator const digits = ++f;
      if (!integer_rule::parse(f, l, c, bits) || !close.parse(f, l, c, unused, unused)) return false;
      if (bits < 1)
        throw error(errc::invalid_parameter_value, "precision for type float must be at least 1 bit")
            .at(character_position(c->text, digits->offset));
      if (bits > 53)
        throw error(errc::invalid_parameter_value, "precision for type float must be less than 54 bits")
            .at(character_position(c->text, digits->offset));
    }
    place.name.at.offset = begin->offset;
    place.name.parts.append(c->memory, {bits <= 24 ? "float4" : "float8"});
    return true;
  }
};

namespace types {
using ast::data_type;
inline constexpr auto modifiers = at<&data_type::modifiers>[expression_list];
inline constexpr auto with_zone = "WITH TIME ZONE"_kw;
inline constexpr auto without_zone = -("WITHOUT TIME ZONE"_kw);
inline constexpr auto character = "CHARACTER"_kw | "CHAR"_kw | "NCHAR"_kw | "NATIONAL CHARACTER"_kw | "NATIONAL CHAR"_kw;
}  // namespace types

template <std::uint8_t Fields, class Subject>
struct interval_fields_parser : branch_parser<Subject, interval_fields_parser<Fields, Subject>> {
  using branch_parser<Subject, interval_fields_parser>::branch_parser;
  bool parse(iterator& f, iterator const& l, context const& c, ast::data_type& place, auto& unused) const {
    if (!this->subject.parse(f, l, c, place, unused)) return false;
    place.interval_fields = Fields;
    return true;
  }
};
template <unsigned Fields, class P>
constexpr auto fields(P const& p) {
  return interval_fields_parser<static_cast<std::uint8_t>(Fields), parser_of<P>>(x3::as_parser(p));
}
HELIOS_PART(interval_fields, ast::data_type);
HELIOS_DEFINE(interval_fields,
              fields<3>("YEAR TO MONTH"_kw) | fields<1>("YEAR"_kw) | fields<2>("MONTH"_kw) |
                  fields<12>("DAY TO HOUR"_kw) | fields<28>("DAY TO MINUTE"_kw) |
                  fields<60>("DAY TO SECOND"_kw >> -types::modifiers) | fields<4>("DAY"_kw) |
                  fields<24>("HOUR TO MINUTE"_kw) | fields<56>("HOUR TO SECOND"_kw >> -types::modifiers) |
                  fields<8>("HOUR"_kw) | fields<48>("MINUTE TO SECOND"_kw >> -types::modifiers) |
                  fields<16>("MINUTE"_kw) | fields<32>("SECOND"_kw >> -types::modifiers))
HELIOS_PART(interval_type, ast::data_type);
HELIOS_DEFINE(interval_type, canonical<"interval">["INTERVAL"_kw] >> (types::modifiers | -interval_fields))

HELIOS_PART(built_in_type, ast::data_type);
HELIOS_DEFINE(built_in_type,
              canonical<"int4">["INTEGER"_kw | "INT"_kw] | canonical<"int8">["BIGINT"_kw] |
                  canonical<"int2">["SMALLINT"_kw] | canonical<"bool">["BOOLEAN"_kw] |
                  canonical<"varchar">["VARCHAR"_kw >> -types::modifiers] |
                  canonical<"numeric">[("NUMERIC"_kw | "DECIMAL"_kw | "DEC"_kw) >> -types::modifiers] |
                  canonical<"float4">["REAL"_kw] | ahead["FLOAT"_kw] >> float_parser{} |
                  canonical<"float8">["DOUBLE PRECISION"_kw] |
                  "TIMESTAMP"_kw >> -types::modifiers >>
                      (canonical<"timestamptz">[types::with_zone] | canonical<"timestamp">[types::without_zone]) |
                  "TIME"_kw >> -types::modifiers >>
                      (canonical<"timetz">[types::with_zone] | canonical<"time">[types::without_zone]) |
                  interval_type |
                  types::character >> (canonical<"varchar">["VARYING"_kw >> -types::modifiers] |
                                       canonical<"bpchar">[types::modifiers | length_one]) |
                  "BIT"_kw >> (canonical<"varbit">["VARYING"_kw >> -types::modifiers] |
                               canonical<"bit">[types::modifiers | length_one]))
HELIOS_PART(named_type, ast::data_type);
HELIOS_DEFINE(named_type, at<&ast::data_type::name>[function_name] >> -types::modifiers)

struct unbounded_parser : leaf<unbounded_parser> {
  bool parse(iterator&, iterator const&, context const& c, ast::data_type& place, auto&) const {
    place.array_bounds.append(c->memory, -1);
    return true;
  }
};
namespace types {
inline constexpr auto bound = at<&data_type::array_bounds>[integer];
inline constexpr auto dimension = open_square >> (bound >> close_square | close_square >> unbounded_parser{});
}  // namespace types
HELIOS_PART(simple_type, ast::data_type);
HELIOS_DEFINE(simple_type, built_in_type | named_type)
HELIOS_PART(whole_type, ast::data_type);
HELIOS_DEFINE(whole_type, "ARRAY"_kw >> open_square >> simple_type >> close_square >> unbounded_parser{} |
                              -flag<&ast::data_type::set_of>["SETOF"_kw] >> simple_type >>
                                  ("ARRAY"_kw >> (open_square >> types::bound >> close_square | unbounded_parser{}) |
                                   *types::dimension))
HELIOS_DEFINE(type, whole_type)
HELIOS_DEFINE(type_node, whole_type)

// DATE '2026-01-01', INTERVAL '1' DAY
HELIOS_PART(plain_interval, ast::data_type);
HELIOS_DEFINE(plain_interval, canonical<"interval">["INTERVAL"_kw] >> -types::modifiers)
HELIOS_DEFINE(interval_literal, at<&ast::cast::type>[plain_interval] >> at<&ast::cast::operand>[string_literal] >>
                                    -at<&ast::cast::type>[interval_fields])
HELIOS_NODE(typed_literal, ast::cast);
HELIOS_DEFINE(typed_literal, at<&ast::cast::type>[built_in_type] >> at<&ast::cast::operand>[string_literal] |
                                 ahead[any_word(type_name) >> *(dot >> any_word(label)) >> sign(token_kind::string)] >>
                                     at<&ast::cast::type>[named_type] >> at<&ast::cast::operand>[string_literal])

// ---- CASE, CAST, ARRAY, ROW -----------------------------------------------------------------------------

HELIOS_NODE(case_expression, ast::case_);
HELIOS_VALUE(when, ast::when);
HELIOS_DEFINE(when, "WHEN"_kw >> at<&ast::when::condition>[expression] >> "THEN"_kw >> at<&ast::when::result>[expression])
HELIOS_DEFINE(case_expression, "CASE"_kw >> (ahead["WHEN"_kw] | at<&ast::case_::operand>[expression]) >>
                                   +at<&ast::case_::whens>[when] >> -("ELSE"_kw >> at<&ast::case_::otherwise>[expression]) >>
                                   "END"_kw)
HELIOS_NODE(cast_expression, ast::cast);
HELIOS_DEFINE(cast_expression, "CAST"_kw >> open >> at<&ast::cast::operand>[expression] >> "AS"_kw >>
                                   at<&ast::cast::type>[type] >> close)

namespace subqueries {
using ast::subquery;
inline constexpr auto exists = is<&subquery::what, subquery::type::exists>["EXISTS"_kw];
inline constexpr auto array = is<&subquery::what, subquery::type::array>["ARRAY"_kw];
}  // namespace subqueries
HELIOS_NODE(query_expression, ast::subquery);
HELIOS_DEFINE(query_expression, (subqueries::exists | subqueries::array) >> at<&ast::subquery::query>[query_in_brackets])

HELIOS_NODE(array_elements, ast::array);
HELIOS_DEFINE(array_elements, open_square >> -several(at<&ast::array::elements>[array_elements | expression]) >> close_square)
HELIOS_NODE(row_expression, ast::row);
HELIOS_DEFINE(row_expression, flag<&ast::row::word>["ROW"_kw] >> open >> -at<&ast::row::fields>[expressions] >> close)

namespace currents {
using ast::current;
using type = current::type;
template <type What, class P>
constexpr auto word(P const& p) { return is<&current::what, What>[p]; }
inline constexpr auto precision = -(open >> at<&current::precision>[number_literal] >> close);
}  // namespace currents
HELIOS_DEFINE(current, currents::word<currents::type::timestamp>("CURRENT_TIMESTAMP"_kw) >> currents::precision |
                           currents::word<currents::type::date>("CURRENT_DATE"_kw) |
                           currents::word<currents::type::time>("CURRENT_TIME"_kw) >> currents::precision |
                           currents::word<currents::type::localtimestamp>("LOCALTIMESTAMP"_kw) >> currents::precision |
                           currents::word<currents::type::localtime>("LOCALTIME"_kw) >> currents::precision |
                           currents::word<currents::type::user>("CURRENT_USER"_kw) |
                           currents::word<currents::type::role>("CURRENT_ROLE"_kw) |
                           currents::word<currents::type::session_user>("SESSION_USER"_kw) |
                           currents::word<currents::type::plain_user>("USER"_kw) |
                           currents::word<currents::type::catalog>("CURRENT_CATALOG"_kw) |
                           currents::word<currents::type::schema>("CURRENT_SCHEMA"_kw >> unless[open]))

// ---- calls ----------------------------------------------------------------------------------------------

HELIOS_DEFINE(direction, gives<ast::order_item::direction::ascending>["ASC"_kw] |
                             gives<ast::order_item::direction::descending>["DESC"_kw])
HELIOS_DEFINE(null_order, ahead["NULLS FIRST"_kw | "NULLS LAST"_kw] >>
                              (gives<ast::order_item::nulls::first>["NULLS FIRST"_kw] |
                               gives<ast::order_item::nulls::last>["NULLS LAST"_kw]))
HELIOS_VALUE(using_operator, ast::operation);
HELIOS_DEFINE(using_operator, at<&ast::operation::symbol>[symbol] | "OPERATOR"_kw >> operator_name)
HELIOS_VALUE(order_item, ast::order_item);
HELIOS_DEFINE(order_item, at<&ast::order_item::key>[expression] >>
                              -("USING"_kw >> at<&ast::order_item::using_>[using_operator] |
                                at<&ast::order_item::order>[direction]) >>
                              -at<&ast::order_item::null_order>[null_order])
HELIOS_DEFINE(order_by, "ORDER BY"_kw >> several(order_item))

namespace frames {
using ast::frame_bound;
using ast::window_frame;
using type = frame_bound::type;
using unit = window_frame::units;
template <type What, class P>
constexpr auto bound(P const& p) { return is<&frame_bound::what, What>[p]; }
template <unit Unit, class P>
constexpr auto in(P const& p) { return is<&window_frame::unit, Unit>[p]; }
template <window_frame::exclusion What, class P>
constexpr auto without(P const& p) { return is<&window_frame::exclude, What>[p]; }
using exclusion = window_frame::exclusion;
}  // namespace frames
HELIOS_VALUE(frame_bound, ast::frame_bound);
HELIOS_DEFINE(frame_bound, frames::bound<frames::type::unbounded_preceding>("UNBOUNDED PRECEDING"_kw) |
                               frames::bound<frames::type::unbounded_following>("UNBOUNDED FOLLOWING"_kw) |
                               frames::bound<frames::type::current_row>("CURRENT ROW"_kw) |
                               at<&ast::frame_bound::distance>[expression] >>
                                   (frames::bound<frames::type::preceding>("PRECEDING"_kw) |
                                    frames::bound<frames::type::following>("FOLLOWING"_kw)))
HELIOS_VALUE(window_frame, ast::window_frame);
HELIOS_DEFINE(window_frame, (frames::in<frames::unit::rows>("ROWS"_kw) | frames::in<frames::unit::range>("RANGE"_kw) |
                             frames::in<frames::unit::groups>("GROUPS"_kw)) >>
                                ("BETWEEN"_kw >> at<&ast::window_frame::from>[frame_bound] >> "AND"_kw >>
                                     at<&ast::window_frame::to>[frame_bound] |
                                 at<&ast::window_frame::from>[frame_bound]) >>
                                -("EXCLUDE"_kw >> (frames::without<frames::exclusion::none>("NO OTHERS"_kw) |
                                                   frames::without<frames::exclusion::current_row>("CURRENT ROW"_kw) |
                                                   frames::without<frames::exclusion::group>("GROUP"_kw) |
                                                   frames::without<frames::exclusion::ties>("TIES"_kw))))
HELIOS_PART(window_parts, ast::window);
HELIOS_DEFINE(window_parts, open >>
                                -(unless["PARTITION"_kw | "ROWS"_kw | "RANGE"_kw | "GROUPS"_kw] >> at<&ast::window::base>[name]) >>
                                -("PARTITION BY"_kw >> at<&ast::window::partition>[expressions]) >>
                                -at<&ast::window::order>[order_by] >> -at<&ast::window::frame>[window_frame] >> close)
HELIOS_DEFINE(window_value, window_parts)
HELIOS_NODE(window_reference, ast::window);
HELIOS_DEFINE(window_reference, flag<&ast::window::whole>[at<&ast::window::base>[name]] | window_parts)

HELIOS_PART(call_tail, ast::call);
HELIOS_DEFINE(call_tail, -("WITHIN GROUP"_kw >> flag<&ast::call::within_group>[open] >> at<&ast::call::order>[order_by] >> close) >>
                             -("FILTER"_kw >> open >> "WHERE"_kw >> at<&ast::call::filter>[expression] >> close) >>
                             -("OVER"_kw >> at<&ast::call::over>[window_reference]))
HELIOS_VALUE(argument, ast::argument);
HELIOS_DEFINE(argument, -(ahead[any_word(type_name) >> (arrow | becomes)] >> at<&ast::argument::label>[type_name] >> (arrow | becomes)) >>
                            at<&ast::argument::value>[expression])
HELIOS_PART(arguments, ast::call);
HELIOS_DEFINE(arguments, several(at<&ast::call::arguments>[argument]))
HELIOS_PART(variadic_argument, ast::call);
HELIOS_DEFINE(variadic_argument, flag<&ast::call::variadic>["VARIADIC"_kw] >> at<&ast::call::arguments>[argument])
HELIOS_NODE(plain_call, ast::call);
HELIOS_DEFINE(plain_call,
              at<&ast::call::function>[function_name] >> open >>
                  (flag<&ast::call::star>[star_sign] |
                   flag<&ast::call::distinct>["DISTINCT"_kw] >> arguments >> -at<&ast::call::order>[order_by] |
                   "ALL"_kw >> arguments >> -at<&ast::call::order>[order_by] |
                   variadic_argument >> -at<&ast::call::order>[order_by] | ahead[close] |
                   arguments >> -(comma >> variadic_argument) >> -at<&ast::call::order>[order_by]) >>
                  close >> call_tail)

/// system<"extract">: the call is one of pg_catalog's; spoken<..>: of a function whose name is a key word.
template <canonical_name Name, bool System>
struct function_named : leaf<function_named<Name, System>> {
  bool parse(iterator& f, iterator const&, context const& c, ast::call& place, auto&) const {
    place.function.at = place.at;
    if (System) place.function.parts.append(c->memory, {"pg_catalog"});
    place.function.parts.append(c->memory, {Name.text});
    static_cast<void>(f);
    return true;
  }
};
template <canonical_name Name>
inline constexpr function_named<Name, true> system{};
template <canonical_name Name>
inline constexpr function_named<Name, false> spoken{};

/// The argument at a place moves to the end: POSITION(part IN whole) is position(whole, part).
struct move_last : leaf<move_last> {
  std::uint32_t from;
  constexpr explicit move_last(std::uint32_t i) noexcept : from(i) {}
  bool parse(iterator&, iterator const&, context const& c, ast::call& place, auto&) const {
    ast::list<ast::argument> moved;
    for (std::uint32_t i = 0; i != place.arguments.size(); ++i)
      if (i != from) moved.append(c->memory, place.arguments[i]);
    moved.append(c->memory, place.arguments[from]);
    place.arguments = moved;
    return true;
  }
};
/// SUBSTRING(text FOR n) begins at 1.
struct from_one : leaf<from_one> {
  bool parse(iterator& f, iterator const&, context const& c, ast::call& place, auto&) const {
    auto* const one = climbing::make<ast::literal>(c, f);
    one->what = ast::literal::type::integer;
    one->text = "1";
    place.arguments.append(c->memory, {{}, one});
    return true;
  }
};

HELIOS_VALUE(value_argument, ast::argument);
HELIOS_DEFINE(value_argument, at<&ast::argument::value>[expression])
HELIOS_VALUE(narrow_argument, ast::argument);
HELIOS_DEFINE(narrow_argument, at<&ast::argument::value>[simple_expression])
HELIOS_NODE(field_literal, ast::literal);
HELIOS_DEFINE(field_literal, is<&ast::literal::what, ast::literal::type::string>[at<&ast::literal::text>[spelling(nonreserved) | text]])
HELIOS_VALUE(field_argument, ast::argument);
HELIOS_DEFINE(field_argument, at<&ast::argument::value>[field_literal])
namespace calls {
using ast::argument;
using ast::call;
inline constexpr auto one = at<&call::arguments>[value_argument];
inline constexpr auto narrow = at<&call::arguments>[narrow_argument];
inline constexpr auto field = at<&call::arguments>[field_argument];
}  // namespace calls

HELIOS_NODE(default_value, ast::default_);
HELIOS_DEFINE(default_value, "DEFAULT"_kw)
HELIOS_NODE(special_call, ast::call);
HELIOS_PART(substring, ast::call);
HELIOS_DEFINE(substring, "SUBSTRING"_kw >> open >>
                             (ahead[close] >> spoken<"substring"> |
                              calls::one >> ("FROM"_kw >> system<"substring"> >> calls::one >> -("FOR"_kw >> calls::one) |
                                             "FOR"_kw >> system<"substring"> >>
                                                 (calls::one >> ("FROM"_kw >> calls::one >> move_last(1) |
                                                                 from_one{} >> move_last(1))) |
                                             "SIMILAR"_kw >> system<"substring"> >> calls::one >> "ESCAPE"_kw >> calls::one |
                                             spoken<"substring"> >> *(comma >> calls::one))) >>
                             close)
HELIOS_PART(trim, ast::call);
HELIOS_DEFINE(trim, "TRIM"_kw >> open >>
                        ("LEADING"_kw >> system<"ltrim"> | "TRAILING"_kw >> system<"rtrim"> | -"BOTH"_kw >> system<"btrim">) >>
                        ("FROM"_kw >> several(calls::one) |
                         calls::one >> ("FROM"_kw >> several(calls::one) >> move_last(0) | *(comma >> calls::one))) >>
                        close)
HELIOS_DEFINE(special_call,
              "COALESCE"_kw >> spoken<"coalesce"> >> bracketed(several(calls::one)) |
                  "EXTRACT"_kw >> system<"extract"> >> open >> calls::field >> "FROM"_kw >> calls::one >> close |
                  "NULLIF"_kw >> spoken<"nullif"> >> open >> calls::one >> comma >> calls::one >> close |
                  "GREATEST"_kw >> spoken<"greatest"> >> bracketed(several(calls::one)) |
                  "LEAST"_kw >> spoken<"least"> >> bracketed(several(calls::one)) | substring | trim |
                  "POSITION"_kw >> system<"position"> >> open >> calls::narrow >> "IN"_kw >> calls::narrow >> close >> move_last(0) |
                  "OVERLAY"_kw >> open >>
                      (calls::one >> ("PLACING"_kw >> system<"overlay"> >> calls::one >> "FROM"_kw >> calls::one >> -("FOR"_kw >> calls::one) |
                                      spoken<"overlay"> >> *(comma >> calls::one))) >>
                      close |
                  "GROUPING"_kw >> spoken<"grouping"> >> bracketed(several(calls::one)) |
                  "NORMALIZE"_kw >> system<"normalize"> >> open >> calls::one >> -(comma >> calls::field) >> close |
                  "COLLATION FOR"_kw >> system<"pg_collation_for"> >> bracketed(calls::one))
HELIOS_DEFINE(function_call, plain_call | special_call)

/// The last resort: a column, perhaps of many parts.
struct column_parser : leaf<column_parser> {
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto&) const {
    ast::ref<ast::expression> v;
    if (!climbing::column(f, l, c, v)) return false;
    store(c, place, v);
    return true;
  }
};
HELIOS_DEFINE(primary, plain_call | case_expression | cast_expression | special_call | query_expression |
                           "ARRAY"_kw >> array_elements | row_expression | current | interval_literal | typed_literal |
                           default_value | column_parser{})

// ---- what follows an operand ----------------------------------------------------------------------------

namespace tests {
template <ast::is::type What, class P>
constexpr auto what(P const& p) { return is<&ast::is::what, What>[p]; }
using type = ast::is::type;
}  // namespace tests
HELIOS_DEFINE(is_tail, tests::what<tests::type::null>("ISNULL"_kw) | flag<&ast::is::negated>["NOTNULL"_kw] |
                           "IS"_kw >> -flag<&ast::is::negated>["NOT"_kw] >>
                               (tests::what<tests::type::null>("NULL"_kw) | tests::what<tests::type::true_>("TRUE"_kw) |
                                tests::what<tests::type::false_>("FALSE"_kw) |
                                tests::what<tests::type::unknown>("UNKNOWN"_kw) |
                                tests::what<tests::type::distinct_from>("DISTINCT FROM"_kw) >>
                                    at<&ast::is::other>[operators(tighter(strength::is))]))
HELIOS_DEFINE(in_tail, "IN"_kw >> (ahead[open_query] >> at<&ast::in::query>[query_in_brackets] | at<&ast::in::values>[expression_list]))
HELIOS_DEFINE(between_tail, "BETWEEN"_kw >> -(flag<&ast::between::symmetric>["SYMMETRIC"_kw] | "ASYMMETRIC"_kw) >>
                                at<&ast::between::low>[simple_expression] >> "AND"_kw >>
                                at<&ast::between::high>[operators(tighter(strength::membership))])
HELIOS_DEFINE(like_tail, (is<&ast::like::what, ast::like::type::like>["LIKE"_kw] |
                          is<&ast::like::what, ast::like::type::ilike>["ILIKE"_kw] |
                          is<&ast::like::what, ast::like::type::similar>["SIMILAR TO"_kw]) >>
                             at<&ast::like::pattern>[operators(tighter(strength::membership))] >>
                             -("ESCAPE"_kw >> at<&ast::like::escape>[operators(tighter(strength::membership))]))
HELIOS_DEFINE(any_tail, ("ANY"_kw | "SOME"_kw | flag<&ast::quantified::all>["ALL"_kw]) >>
                            (ahead[open_query] >> at<&ast::quantified::query>[query_in_brackets] |
                             open >> at<&ast::quantified::array>[expression] >> close))
HELIOS_DEFINE(subscript_tail, open_square >> -at<&ast::subscript::index>[expression] >>
                                  -(flag<&ast::subscript::slice>[colon] >> -at<&ast::subscript::upper>[expression]) >>
                                  close_square)

// ---- a column that is given a value; options ------------------------------------------------------------

HELIOS_VALUE(option_value, ast::ref<ast::expression>);
HELIOS_NODE(word_value, ast::column);
HELIOS_NODE(truth, ast::literal);
HELIOS_DEFINE(truth, is<&ast::literal::what, ast::literal::type::true_>["TRUE"_kw] |
                         is<&ast::literal::what, ast::literal::type::false_>["FALSE"_kw])
HELIOS_DEFINE(word_value, at<&ast::column::parts>[label])
HELIOS_DEFINE(option_value, number | string_literal | truth | word_value)
HELIOS_DEFINE(option, at<&ast::option::key>[label % dot] >> -(equal_sign >> at<&ast::option::value>[option_value]))
HELIOS_DEFINE(options, bracketed(several(option)))

}  // namespace helios::sql::grammar
