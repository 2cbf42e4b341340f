// helios/sql/impl/grammar/call.ipp -- function calls, the ones that look otherwise, aggregates,
// windows.
//
// Source    PostgreSQL 15's manual, sections 4.2.6 to 4.2.8 and chapter 9
#pragma once

#include <helios/sql/impl/grammar/rules.hpp>
#include <helios/sql/impl/operand.ipp>

namespace helios::sql::grammar {

// ---- calls --------------------------------------------------------------------------------------

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
template <type What>
inline constexpr auto bound = is<&frame_bound::what, What>;
template <unit Unit>
inline constexpr auto in = is<&window_frame::unit, Unit>;
template <window_frame::exclusion What>
inline constexpr auto without = is<&window_frame::exclude, What>;
using exclusion = window_frame::exclusion;
}  // namespace frames
HELIOS_VALUE(frame_bound, ast::frame_bound);
HELIOS_DEFINE(frame_bound,
              frames::bound<frames::type::unbounded_preceding>["UNBOUNDED PRECEDING"_kw] |
                  frames::bound<frames::type::unbounded_following>["UNBOUNDED FOLLOWING"_kw] |
                  frames::bound<frames::type::current_row>["CURRENT ROW"_kw] |
                  at<&ast::frame_bound::distance>[expression] >>
                      (frames::bound<frames::type::preceding>["PRECEDING"_kw] |
                       frames::bound<frames::type::following>["FOLLOWING"_kw]))
HELIOS_VALUE(window_frame, ast::window_frame);
HELIOS_DEFINE(window_frame,
              (frames::in<frames::unit::rows>["ROWS"_kw] |
               frames::in<frames::unit::range>["RANGE"_kw] |
               frames::in<frames::unit::groups>["GROUPS"_kw]) >>
                  ("BETWEEN"_kw >> at<&ast::window_frame::from>[frame_bound] >> "AND"_kw >>
                       at<&ast::window_frame::to>[frame_bound] |
                   at<&ast::window_frame::from>[frame_bound]) >>
                  -("EXCLUDE"_kw >>
                    (frames::without<frames::exclusion::none>["NO OTHERS"_kw] |
                     frames::without<frames::exclusion::current_row>["CURRENT ROW"_kw] |
                     frames::without<frames::exclusion::group>["GROUP"_kw] |
                     frames::without<frames::exclusion::ties>["TIES"_kw])))
HELIOS_PART(window_parts, ast::window);
HELIOS_DEFINE(window_parts, open >>
                                -(unless["PARTITION"_kw | "ROWS"_kw | "RANGE"_kw | "GROUPS"_kw] >>
                                  at<&ast::window::base>[name]) >>
                                -("PARTITION BY"_kw >> at<&ast::window::partition>[expressions]) >>
                                -at<&ast::window::order>[order_by] >>
                                -at<&ast::window::frame>[window_frame] >> close)
HELIOS_DEFINE(window_value, window_parts)
HELIOS_NODE(window_reference, ast::window);
HELIOS_DEFINE(window_reference,
              flag<&ast::window::whole>[at<&ast::window::base>[name]] | window_parts)

HELIOS_PART(call_tail, ast::call);
HELIOS_DEFINE(call_tail, -("WITHIN GROUP"_kw >> flag<&ast::call::within_group>[open] >>
                           at<&ast::call::order>[order_by] >> close) >>
                             -("FILTER"_kw >> open >> "WHERE"_kw >>
                               at<&ast::call::filter>[expression] >> close) >>
                             -("OVER"_kw >> at<&ast::call::over>[window_reference]))
HELIOS_VALUE(argument, ast::argument);
HELIOS_DEFINE(argument, -(ahead[any_word(type_name) >> (arrow | becomes)] >>
                          at<&ast::argument::label>[type_name] >> (arrow | becomes)) >>
                            at<&ast::argument::value>[expression])
HELIOS_PART(arguments, ast::call);
HELIOS_DEFINE(arguments, several(at<&ast::call::arguments>[argument]))
HELIOS_PART(variadic_argument, ast::call);
HELIOS_DEFINE(variadic_argument,
              flag<&ast::call::variadic>["VARIADIC"_kw] >> at<&ast::call::arguments>[argument])
HELIOS_DEFINE(plain_call,
              at<&ast::call::function>[function_name] >> open >>
                  (flag<&ast::call::star>[star_sign] |
                   flag<&ast::call::distinct>["DISTINCT"_kw] >> arguments >>
                       -at<&ast::call::order>[order_by] |
                   "ALL"_kw >> arguments >> -at<&ast::call::order>[order_by] |
                   variadic_argument >> -at<&ast::call::order>[order_by] | ahead[close] |
                   arguments >> -(comma >> variadic_argument) >>
                       -at<&ast::call::order>[order_by]) >>
                  close >> call_tail)

/// system<"extract">: the call is one of pg_catalog's; spoken<..>: of a function whose name is a
/// key word.
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
HELIOS_DEFINE(field_literal,
              is<&ast::literal::what,
                 ast::literal::type::string>[at<&ast::literal::text>[spelling(nonreserved) | text]])
HELIOS_VALUE(field_argument, ast::argument);
HELIOS_DEFINE(field_argument, at<&ast::argument::value>[field_literal])
namespace calls {
using ast::argument;
using ast::call;
inline constexpr auto one = at<&call::arguments>[value_argument];
inline constexpr auto narrow = at<&call::arguments>[narrow_argument];
inline constexpr auto field = at<&call::arguments>[field_argument];
}  // namespace calls

HELIOS_PART(substring, ast::call);
HELIOS_DEFINE(substring,
              "SUBSTRING"_kw >> open >>
                  (ahead[close] >> spoken<"substring"> |
                   calls::one >> ("FROM"_kw >> system<"substring"> >> calls::one >>
                                      -("FOR"_kw >> calls::one) |
                                  "FOR"_kw >> system<"substring"> >>
                                      (calls::one >> ("FROM"_kw >> calls::one >> move_last(1) |
                                                      from_one{} >> move_last(1))) |
                                  "SIMILAR"_kw >> system<"substring"> >> calls::one >>
                                      "ESCAPE"_kw >> calls::one |
                                  spoken<"substring"> >> *(comma >> calls::one))) >>
                  close)
HELIOS_PART(trim, ast::call);
HELIOS_DEFINE(trim, "TRIM"_kw >> open >>
                        ("LEADING"_kw >> system<"ltrim"> | "TRAILING"_kw >> system<"rtrim"> |
                         -"BOTH"_kw >> system<"btrim">) >>
                        ("FROM"_kw >> several(calls::one) |
                         calls::one >> ("FROM"_kw >> several(calls::one) >> move_last(0) |
                                        *(comma >> calls::one))) >>
                        close)
HELIOS_DEFINE(special_call,
              "COALESCE"_kw >> spoken<"coalesce"> >> bracketed(several(calls::one)) |
                  "EXTRACT"_kw >> system<"extract"> >> open >> calls::field >> "FROM"_kw >>
                      calls::one >> close |
                  "NULLIF"_kw >> spoken<"nullif"> >> open >> calls::one >> comma >> calls::one >>
                      close |
                  "GREATEST"_kw >> spoken<"greatest"> >> bracketed(several(calls::one)) |
                  "LEAST"_kw >> spoken<"least"> >> bracketed(several(calls::one)) | substring |
                  trim |
                  "POSITION"_kw >> system<"position"> >> open >> calls::narrow >> "IN"_kw >>
                      calls::narrow >> close >> move_last(0) |
                  "OVERLAY"_kw >> open >>
                      (calls::one >> ("PLACING"_kw >> system<"overlay"> >> calls::one >>
                                          "FROM"_kw >> calls::one >> -("FOR"_kw >> calls::one) |
                                      spoken<"overlay"> >> *(comma >> calls::one))) >>
                      close |
                  "GROUPING"_kw >> spoken<"grouping"> >> bracketed(several(calls::one)) |
                  "NORMALIZE"_kw >> system<"normalize"> >> open >> calls::one >>
                      -(comma >> calls::field) >> close |
                  "COLLATION FOR"_kw >> system<"pg_collation_for"> >> bracketed(calls::one))
HELIOS_DEFINE(function_call, plain_call | special_call)

}  // namespace helios::sql::grammar
