// helios/sql/impl/grammar/table.ipp -- columns, constraints, sequences; CREATE TABLE.
//
// Source    PostgreSQL 15's manual, CREATE TABLE, CREATE SEQUENCE; ENCRYPTED and AUTOINCREMENT are
//           ours
#pragma once

#include <helios/sql/impl/grammar/rules.hpp>

namespace helios::sql::grammar {

// ---- sequences ----------------------------------------------------------------------------------

namespace sequences {
using ast::sequence_option;
using type = sequence_option::type;
template <type What>
inline constexpr auto sets = is<&sequence_option::what, What>;
inline constexpr auto value = at<&sequence_option::value>[number];
}  // namespace sequences
HELIOS_DEFINE(
    sequence_option,
    sequences::sets<sequences::type::as>["AS"_kw] >> at<&ast::sequence_option::data>[type_node] |
        sequences::sets<sequences::type::increment>["INCREMENT"_kw] >> -"BY"_kw >>
            sequences::value |
        sequences::sets<sequences::type::minvalue>["MINVALUE"_kw] >> sequences::value |
        sequences::sets<sequences::type::maxvalue>["MAXVALUE"_kw] >> sequences::value |
        "NO"_kw >> (sequences::sets<sequences::type::no_minvalue>["MINVALUE"_kw] |
                    sequences::sets<sequences::type::no_maxvalue>["MAXVALUE"_kw] |
                    sequences::sets<sequences::type::no_cycle>["CYCLE"_kw]) |
        sequences::sets<sequences::type::start>["START"_kw] >> -"WITH"_kw >> sequences::value |
        sequences::sets<sequences::type::restart>["RESTART"_kw] >> -"WITH"_kw >> -sequences::value |
        sequences::sets<sequences::type::cache>["CACHE"_kw] >> sequences::value |
        sequences::sets<sequences::type::cycle>["CYCLE"_kw] |
        sequences::sets<sequences::type::owned_by>["OWNED BY"_kw] >>
            at<&ast::sequence_option::name>[any_name] |
        sequences::sets<sequences::type::sequence_name>["SEQUENCE NAME"_kw] >>
            at<&ast::sequence_option::name>[any_name])

// ---- constraints --------------------------------------------------------------------------------

namespace constraints {
using ast::constraint;
using ast::foreign_action;
using type = constraint::type;
using defer = constraint::defer;
using matching = constraint::matching;
template <type What>
inline constexpr auto what = is<&constraint::what, What>;
template <foreign_action::type What>
inline constexpr auto acts = is<&foreign_action::what, What>;
using action = foreign_action::type;
inline constexpr auto value = open >> at<&constraint::value>[expression] >> close;
inline constexpr auto sequence = -(open >> +at<&constraint::sequence>[sequence_option] >> close);
}  // namespace constraints
HELIOS_VALUE(foreign_action, ast::foreign_action);
HELIOS_DEFINE(foreign_action,
              constraints::acts<constraints::action::no_action>["NO ACTION"_kw] |
                  constraints::acts<constraints::action::restrict>["RESTRICT"_kw] |
                  constraints::acts<constraints::action::cascade>["CASCADE"_kw] |
                  "SET"_kw >> (constraints::acts<constraints::action::set_null>["NULL"_kw] |
                               constraints::acts<constraints::action::set_default>["DEFAULT"_kw]) >>
                      -at<&ast::foreign_action::columns>[names])
HELIOS_PART(references, ast::constraint);
HELIOS_DEFINE(references,
              "REFERENCES"_kw >> at<&ast::constraint::references>[any_name] >>
                  -at<&ast::constraint::referenced>[names] >>
                  -("MATCH"_kw >>
                    (is<&ast::constraint::match, constraints::matching::full>["FULL"_kw] |
                     is<&ast::constraint::match, constraints::matching::partial>["PARTIAL"_kw] |
                     is<&ast::constraint::match, constraints::matching::simple>["SIMPLE"_kw])) >>
                  *("ON DELETE"_kw >> at<&ast::constraint::on_delete>[foreign_action] |
                    "ON UPDATE"_kw >> at<&ast::constraint::on_update>[foreign_action]))
HELIOS_PART(deferral, ast::constraint);
HELIOS_DEFINE(
    deferral,
    is<&ast::constraint::deferrable, constraints::defer::yes>["DEFERRABLE"_kw] |
        is<&ast::constraint::deferrable, constraints::defer::no>["NOT DEFERRABLE"_kw] |
        is<&ast::constraint::initially_deferred, constraints::defer::yes>["INITIALLY DEFERRED"_kw] |
        is<&ast::constraint::initially_deferred, constraints::defer::no>["INITIALLY IMMEDIATE"_kw] |
        flag<&ast::constraint::not_valid>["NOT VALID"_kw] |
        flag<&ast::constraint::no_inherit>["NO INHERIT"_kw])
HELIOS_PART(unique_nulls, ast::constraint);
HELIOS_DEFINE(unique_nulls, -(flag<&ast::constraint::nulls_not_distinct>["NULLS NOT DISTINCT"_kw] |
                              "NULLS DISTINCT"_kw))
HELIOS_PART(index_options, ast::constraint);
HELIOS_DEFINE(index_options, -("WITH"_kw >> at<&ast::constraint::options>[options]))

HELIOS_DEFINE(identity, (flag<&ast::constraint::always>["ALWAYS AS IDENTITY"_kw] |
                         "BY DEFAULT AS IDENTITY"_kw) >>
                            constraints::what<constraints::type::identity>[nothing] >>
                            constraints::sequence)
HELIOS_DEFINE(
    column_constraint,
    -("CONSTRAINT"_kw >> at<&ast::constraint::name>[name]) >>
        (constraints::what<constraints::type::not_null>["NOT NULL"_kw] |
         constraints::what<constraints::type::null>["NULL"_kw] |
         constraints::what<constraints::type::default_>["DEFAULT"_kw] >>
             at<&ast::constraint::value>[simple_expression] |
         constraints::what<constraints::type::primary_key>["PRIMARY KEY"_kw] >> index_options |
         constraints::what<constraints::type::unique>["UNIQUE"_kw] >> unique_nulls >>
             index_options |
         constraints::what<constraints::type::check>["CHECK"_kw] >> constraints::value |
         constraints::what<constraints::type::foreign_key>[ahead["REFERENCES"_kw]] >> references |
         "GENERATED"_kw >>
             (identity | constraints::what<constraints::type::generated>["ALWAYS AS"_kw] >>
                             constraints::value >> "STORED"_kw) |
         constraints::what<constraints::type::autoincrement>["AUTOINCREMENT"_kw]) >>
        *deferral)
HELIOS_PART(table_constraint_parts, ast::constraint);
HELIOS_DEFINE(
    table_constraint_parts,
    -("CONSTRAINT"_kw >> at<&ast::constraint::name>[name]) >>
        (constraints::what<constraints::type::primary_key>["PRIMARY KEY"_kw] >>
             ("USING INDEX"_kw >> at<&ast::constraint::index>[name] |
              at<&ast::constraint::columns>[names] >>
                  -("INCLUDE"_kw >> at<&ast::constraint::include>[names]) >> index_options) |
         constraints::what<constraints::type::unique>["UNIQUE"_kw] >>
             ("USING INDEX"_kw >> at<&ast::constraint::index>[name] |
              unique_nulls >> at<&ast::constraint::columns>[names] >>
                  -("INCLUDE"_kw >> at<&ast::constraint::include>[names]) >> index_options) |
         constraints::what<constraints::type::check>["CHECK"_kw] >> constraints::value |
         constraints::what<constraints::type::foreign_key>["FOREIGN KEY"_kw] >>
             at<&ast::constraint::columns>[names] >> references) >>
        *deferral)
HELIOS_DEFINE(table_constraint, table_constraint_parts)

// ---- CREATE TABLE -------------------------------------------------------------------------------

namespace tables {
using ast::column_definition;
using ast::create_table;
template <create_table::lifetime Life>
inline constexpr auto lives = is<&create_table::life, Life>;
template <create_table::at_commit What>
inline constexpr auto at_end = is<&create_table::on_commit, What>;
using life = create_table::lifetime;
using commit = create_table::at_commit;
}  // namespace tables
HELIOS_PART(column_parts, ast::column_definition);
HELIOS_DEFINE(column_parts,
              at<&ast::column_definition::name>[name] >> at<&ast::column_definition::type>[type] >>
                  *(flag<&ast::column_definition::encrypted>["ENCRYPTED"_kw] |
                    "COLLATE"_kw >> at<&ast::column_definition::collation>[any_name] |
                    "STORAGE"_kw >> at<&ast::column_definition::storage>[label] |
                    "COMPRESSION"_kw >> at<&ast::column_definition::compression>[label] |
                    at<&ast::column_definition::constraints>[column_constraint]))
HELIOS_DEFINE(column_definition, column_parts)
HELIOS_DEFINE(field_definition,
              at<&ast::column_definition::name>[name] >> at<&ast::column_definition::type>[type] >>
                  -("COLLATE"_kw >> at<&ast::column_definition::collation>[any_name]))
HELIOS_VALUE(like_part, ast::name);
HELIOS_DEFINE(like_part, nonreserved | ahead["ALL"_kw] >> label)
HELIOS_VALUE(table_element, ast::table_element);
HELIOS_DEFINE(table_element,
              at<&ast::table_element::constraint>[table_constraint] |
                  "LIKE"_kw >> at<&ast::table_element::like>[any_name] >>
                      *("INCLUDING"_kw >> at<&ast::table_element::including>[like_part] |
                        "EXCLUDING"_kw >> at<&ast::table_element::excluding>[like_part]) |
                  at<&ast::table_element::column>[column_definition])
HELIOS_PART(create_table_head, ast::create_table);
HELIOS_DEFINE(create_table_head,
              "CREATE"_kw >> -(tables::lives<tables::life::temporary>[phrases::temporary] |
                               tables::lives<tables::life::unlogged>["UNLOGGED"_kw]) >>
                  "TABLE"_kw >> -flag<&ast::create_table::if_not_exists>[phrases::if_not_exists] >>
                  at<&ast::create_table::name>[any_name])
HELIOS_PART(create_table_tail, ast::create_table);
HELIOS_DEFINE(create_table_tail,
              -("WITH"_kw >> at<&ast::create_table::options>[options] | "WITHOUT OIDS"_kw) >>
                  -("ON COMMIT"_kw >>
                    (tables::at_end<tables::commit::preserve_rows>["PRESERVE ROWS"_kw] |
                     tables::at_end<tables::commit::delete_rows>["DELETE ROWS"_kw] |
                     tables::at_end<tables::commit::drop>["DROP"_kw])))
HELIOS_DEFINE(create_table, create_table_head >> open >>
                                -several(at<&ast::create_table::elements>[table_element]) >>
                                close >>
                                -("INHERITS"_kw >>
                                  bracketed(several(at<&ast::create_table::inherits>[any_name]))) >>
                                create_table_tail)
HELIOS_VALUE(table_source, ast::ref<ast::statement>);
HELIOS_DEFINE(table_source, execute | query)
HELIOS_DEFINE(create_table_as,
              create_table_head >> -at<&ast::create_table::columns>[names] >> create_table_tail >>
                  "AS"_kw >> at<&ast::create_table::source>[table_source] >>
                  -("WITH DATA"_kw | flag<&ast::create_table::with_no_data>["WITH NO DATA"_kw]))

}  // namespace helios::sql::grammar
