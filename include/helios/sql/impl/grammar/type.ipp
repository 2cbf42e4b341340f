// helios/sql/impl/grammar/type.ipp -- types: PostgreSQL's spellings, each to its one name.
//
// Source    PostgreSQL 15's manual, chapter 8; section 9.9 for the fields of intervals
#pragma once

#include <helios/sql/impl/grammar/rules.hpp>
#include <helios/sql/impl/operand.ipp>

namespace helios::sql::grammar {

// ---- types --------------------------------------------------------------------------------------

/// canonical<"int4">[p]: the name PostgreSQL gives to a type that has several.
template <canonical_name Name, class Subject>
struct canonically : branch_parser<Subject, canonically<Name, Subject>> {
  using branch_parser<Subject, canonically>::branch_parser;
  bool parse(iterator& f, iterator const& l, context const& c, ast::data_type& place,
             auto& unused) const {
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
  bool parse(iterator& f, iterator const& l, context const& c, ast::data_type& place,
             auto& unused) const {
    iterator const begin = f++;
    std::int64_t bits = 53;
    if (f->kind == token_kind::open) {
      iterator const digits = ++f;
      if (!integer_rule::parse(f, l, c, bits) || !close.parse(f, l, c, unused, unused))
        return false;
      if (bits < 1)
        throw error(errc::invalid_parameter_value,
                    "precision for type float must be at least 1 bit")
            .at(character_position(c->text, digits->offset));
      if (bits > 53)
        throw error(errc::invalid_parameter_value,
                    "precision for type float must be less than 54 bits")
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
inline constexpr auto character =
    "CHARACTER"_kw | "CHAR"_kw | "NCHAR"_kw | "NATIONAL CHARACTER"_kw | "NATIONAL CHAR"_kw;
}  // namespace types

template <std::uint8_t Fields, class Subject>
struct interval_fields_parser : branch_parser<Subject, interval_fields_parser<Fields, Subject>> {
  using branch_parser<Subject, interval_fields_parser>::branch_parser;
  bool parse(iterator& f, iterator const& l, context const& c, ast::data_type& place,
             auto& unused) const {
    if (!this->subject.parse(f, l, c, place, unused)) return false;
    place.interval_fields = Fields;
    return true;
  }
};
template <unsigned Fields, class P>
constexpr auto fields(P const& p) {
  return interval_fields_parser<static_cast<std::uint8_t>(Fields), parser_of<P>>(x3::as_parser(p));
}
HELIOS_DEFINE(interval_fields,
              fields<3>("YEAR TO MONTH"_kw) | fields<1>("YEAR"_kw) | fields<2>("MONTH"_kw) |
                  fields<12>("DAY TO HOUR"_kw) | fields<28>("DAY TO MINUTE"_kw) |
                  fields<60>("DAY TO SECOND"_kw >> -types::modifiers) | fields<4>("DAY"_kw) |
                  fields<24>("HOUR TO MINUTE"_kw) |
                  fields<56>("HOUR TO SECOND"_kw >> -types::modifiers) | fields<8>("HOUR"_kw) |
                  fields<48>("MINUTE TO SECOND"_kw >> -types::modifiers) | fields<16>("MINUTE"_kw) |
                  fields<32>("SECOND"_kw >> -types::modifiers))
HELIOS_DEFINE(plain_interval, canonical<"interval">["INTERVAL"_kw] >> -types::modifiers)
HELIOS_PART(interval_type, ast::data_type);
HELIOS_DEFINE(interval_type,
              canonical<"interval">["INTERVAL"_kw] >> (types::modifiers | -interval_fields))

HELIOS_DEFINE(
    built_in_type,
    canonical<"int4">["INTEGER"_kw | "INT"_kw] | canonical<"int8">["BIGINT"_kw] |
        canonical<"int2">["SMALLINT"_kw] | canonical<"bool">["BOOLEAN"_kw] |
        canonical<"varchar">["VARCHAR"_kw >> -types::modifiers] |
        canonical<"numeric">[("NUMERIC"_kw | "DECIMAL"_kw | "DEC"_kw) >> -types::modifiers] |
        canonical<"float4">["REAL"_kw] | ahead["FLOAT"_kw] >> float_parser{} |
        canonical<"float8">["DOUBLE PRECISION"_kw] |
        "TIMESTAMP"_kw >> -types::modifiers >> (canonical<"timestamptz">[types::with_zone] |
                                                canonical<"timestamp">[types::without_zone]) |
        "TIME"_kw >> -types::modifiers >>
            (canonical<"timetz">[types::with_zone] | canonical<"time">[types::without_zone]) |
        interval_type |
        types::character >> (canonical<"varchar">["VARYING"_kw >> -types::modifiers] |
                             canonical<"bpchar">[types::modifiers | length_one]) |
        "BIT"_kw >> (canonical<"varbit">["VARYING"_kw >> -types::modifiers] |
                     canonical<"bit">[types::modifiers | length_one]))
HELIOS_DEFINE(named_type, at<&ast::data_type::name>[function_name] >> -types::modifiers)

struct unbounded_parser : leaf<unbounded_parser> {
  bool parse(iterator&, iterator const&, context const& c, ast::data_type& place, auto&) const {
    place.array_bounds.append(c->memory, -1);
    return true;
  }
};
namespace types {
inline constexpr auto bound = at<&data_type::array_bounds>[integer];
inline constexpr auto dimension = open_square >>
                                  (bound >> close_square | close_square >> unbounded_parser{});
}  // namespace types
HELIOS_PART(simple_type, ast::data_type);
HELIOS_DEFINE(simple_type, built_in_type | named_type)
HELIOS_PART(whole_type, ast::data_type);
HELIOS_DEFINE(whole_type,
              "ARRAY"_kw >> open_square >> simple_type >> close_square >> unbounded_parser{} |
                  -flag<&ast::data_type::set_of>["SETOF"_kw] >> simple_type >>
                      ("ARRAY"_kw >>
                           (open_square >> types::bound >> close_square | unbounded_parser{}) |
                       *types::dimension))
HELIOS_DEFINE(type, whole_type)
HELIOS_DEFINE(type_node, whole_type)

}  // namespace helios::sql::grammar
