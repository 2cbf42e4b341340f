// helios/sql/impl/grammar/ddl.ipp -- CREATE, ALTER, DROP, COMMENT, REFRESH.
//
// Source    PostgreSQL 15's manual, reference of SQL commands; ENCRYPTED, SYSTEM VERSIONING,
//           AUTOINCREMENT and options behind a materialized view's query are ours
#pragma once

#include <helios/sql/impl/grammar/rules.hpp>

namespace helios::sql::grammar {

// ---- ALTER --------------------------------------------------------------------------------------

HELIOS_DEFINE(object, gives<ast::object_kind::table>["TABLE"_kw] |
                          gives<ast::object_kind::view>["VIEW"_kw] |
                          gives<ast::object_kind::materialized_view>["MATERIALIZED VIEW"_kw] |
                          gives<ast::object_kind::index>["INDEX"_kw] |
                          gives<ast::object_kind::sequence>["SEQUENCE"_kw] |
                          gives<ast::object_kind::schema>["SCHEMA"_kw] |
                          gives<ast::object_kind::type>["TYPE"_kw] |
                          gives<ast::object_kind::domain>["DOMAIN"_kw] |
                          gives<ast::object_kind::database>["DATABASE"_kw] |
                          gives<ast::object_kind::extension>["EXTENSION"_kw])

namespace alters {
using ast::alter_action;
using type = alter_action::type;
template <type What>
inline constexpr auto does = is<&alter_action::what, What>;
inline constexpr auto exists = -flag<&alter_action::if_exists>[phrases::if_exists];
inline constexpr auto behaviour = phrases::behaviour<&alter_action::cascade>;
inline constexpr auto named = at<&alter_action::name>[name];
}  // namespace alters
HELIOS_NODE(identity_constraint, ast::constraint);
HELIOS_DEFINE(identity_constraint, identity)
HELIOS_PART(alter_column, ast::alter_action);
HELIOS_DEFINE(alter_column,
              alters::does<alters::type::set_type>["SET DATA TYPE"_kw | "TYPE"_kw] >>
                      at<&ast::alter_action::data>[type_node] >>
                      -("COLLATE"_kw >> at<&ast::alter_action::collation>[any_name]) >>
                      -("USING"_kw >> at<&ast::alter_action::value>[expression]) |
                  "SET"_kw >> (alters::does<alters::type::set_default>["DEFAULT"_kw] >>
                                   at<&ast::alter_action::value>[expression] |
                               alters::does<alters::type::set_not_null>["NOT NULL"_kw] |
                               alters::does<alters::type::set_statistics>["STATISTICS"_kw] >>
                                   at<&ast::alter_action::value>[number] |
                               alters::does<alters::type::set_storage>["STORAGE"_kw] >>
                                   at<&ast::alter_action::storage>[label] |
                               alters::does<alters::type::set_encrypted>["ENCRYPTED"_kw]) |
                  "DROP"_kw >>
                      (alters::does<alters::type::drop_default>["DEFAULT"_kw] |
                       alters::does<alters::type::drop_not_null>["NOT NULL"_kw] |
                       alters::does<alters::type::drop_expression>["EXPRESSION"_kw] >>
                           alters::exists |
                       alters::does<alters::type::drop_identity>["IDENTITY"_kw] >> alters::exists) |
                  alters::does<alters::type::add_generated>["ADD GENERATED"_kw] >>
                      at<&ast::alter_action::constraint>[identity_constraint])
HELIOS_VALUE(alter_action, ast::alter_action);
HELIOS_DEFINE(
    alter_action,
    "ADD"_kw >> (alters::does<alters::type::add_versioning>["SYSTEM VERSIONING"_kw] |
                 alters::does<alters::type::add_constraint>[at<
                     &ast::alter_action::constraint>[table_constraint]] |
                 alters::does<alters::type::add_column>[-"COLUMN"_kw] >>
                     -flag<&ast::alter_action::if_exists>[phrases::if_not_exists] >>
                     at<&ast::alter_action::column>[column_definition]) |
        "DROP"_kw >> (alters::does<alters::type::drop_versioning>["SYSTEM VERSIONING"_kw] |
                      alters::does<alters::type::drop_constraint>["CONSTRAINT"_kw] >>
                          alters::exists >> alters::named >> alters::behaviour |
                      alters::does<alters::type::drop_column>[-"COLUMN"_kw] >> alters::exists >>
                          alters::named >> alters::behaviour) |
        "ALTER"_kw >> -"COLUMN"_kw >> alters::named >> alter_column |
        alters::does<alters::type::validate_constraint>["VALIDATE CONSTRAINT"_kw] >> alters::named |
        "SET"_kw >>
            (alters::does<alters::type::set_options>[at<&ast::alter_action::options>[options]] |
             alters::does<alters::type::set_logged>["LOGGED"_kw] |
             alters::does<alters::type::set_unlogged>["UNLOGGED"_kw]) |
        alters::does<alters::type::reset_options>["RESET"_kw] >>
            at<&ast::alter_action::options>[options] |
        alters::does<alters::type::owner_to>["OWNER TO"_kw] >>
            at<&ast::alter_action::name>[nonreserved] |
        alters::does<alters::type::enable_row_security>["ENABLE ROW LEVEL SECURITY"_kw] |
        alters::does<alters::type::disable_row_security>["DISABLE ROW LEVEL SECURITY"_kw] |
        alters::does<alters::type::force_row_security>["FORCE ROW LEVEL SECURITY"_kw] |
        alters::does<alters::type::no_force_row_security>["NO FORCE ROW LEVEL SECURITY"_kw])
HELIOS_NODE(alter_table, ast::alter_table);
HELIOS_DEFINE(alter_table, "ALTER"_kw >> at<&ast::alter_table::what>[object] >>
                               -flag<&ast::alter_table::if_exists>[phrases::if_exists] >>
                               -flag<&ast::alter_table::only>["ONLY"_kw] >>
                               at<&ast::alter_table::name>[any_name] >> -star_sign >>
                               several(at<&ast::alter_table::actions>[alter_action]))
HELIOS_NODE(rename, ast::rename);
HELIOS_DEFINE(rename,
              "ALTER"_kw >> at<&ast::rename::what>[object] >>
                  -flag<&ast::rename::if_exists>[phrases::if_exists] >>
                  -flag<&ast::rename::only>["ONLY"_kw] >> at<&ast::rename::name>[any_name] >>
                  -star_sign >> "RENAME"_kw >>
                  ("TO"_kw >> at<&ast::rename::to>[name] |
                   is<&ast::rename::part, ast::object_kind::constraint>["CONSTRAINT"_kw] >>
                       at<&ast::rename::from>[name] >> "TO"_kw >> at<&ast::rename::to>[name] |
                   is<&ast::rename::part, ast::object_kind::column>[-"COLUMN"_kw] >>
                       at<&ast::rename::from>[name] >> "TO"_kw >> at<&ast::rename::to>[name]))
HELIOS_NODE(set_schema, ast::set_schema);
HELIOS_DEFINE(set_schema, "ALTER"_kw >> at<&ast::set_schema::what>[object] >>
                              -flag<&ast::set_schema::if_exists>[phrases::if_exists] >>
                              -"ONLY"_kw >> at<&ast::set_schema::name>[any_name] >>
                              "SET SCHEMA"_kw >> at<&ast::set_schema::schema>[name])
HELIOS_NODE(alter_sequence, ast::alter_sequence);
HELIOS_DEFINE(alter_sequence, "ALTER SEQUENCE"_kw >>
                                  -flag<&ast::alter_sequence::if_exists>[phrases::if_exists] >>
                                  at<&ast::alter_sequence::name>[any_name] >>
                                  +at<&ast::alter_sequence::options>[sequence_option])

namespace labels {
using ast::alter_type;
template <alter_type::place Where>
inline constexpr auto place = is<&alter_type::where, Where>;
inline constexpr auto label = at<&alter_type::label>[text];
inline constexpr auto other = at<&alter_type::other>[text];
}  // namespace labels
HELIOS_NODE(alter_type, ast::alter_type);
HELIOS_DEFINE(
    alter_type,
    "ALTER TYPE"_kw >> at<&ast::alter_type::name>[any_name] >>
        ("ADD VALUE"_kw >> -flag<&ast::alter_type::if_not_exists>[phrases::if_not_exists] >>
             labels::label >>
             -(labels::place<ast::alter_type::place::before>["BEFORE"_kw] >> labels::other |
               labels::place<ast::alter_type::place::after>["AFTER"_kw] >> labels::other) |
         flag<&ast::alter_type::renames>["RENAME VALUE"_kw] >> labels::label >> "TO"_kw >>
             labels::other))

// ---- other CREATE -------------------------------------------------------------------------------

HELIOS_NODE(create_index, ast::create_index);
HELIOS_DEFINE(create_index,
              "CREATE"_kw >> -flag<&ast::create_index::unique>["UNIQUE"_kw] >> "INDEX"_kw >>
                  -flag<&ast::create_index::concurrently>["CONCURRENTLY"_kw] >>
                  -(flag<&ast::create_index::if_not_exists>[phrases::if_not_exists] >>
                        at<&ast::create_index::name>[name] |
                    at<&ast::create_index::name>[name]) >>
                  "ON"_kw >> -flag<&ast::create_index::only>["ONLY"_kw] >>
                  at<&ast::create_index::table>[any_name] >>
                  -("USING"_kw >> at<&ast::create_index::method>[name]) >>
                  at<&ast::create_index::elements>[index_elements] >>
                  -("USING"_kw >> at<&ast::create_index::method>[name]) >>
                  -("INCLUDE"_kw >> at<&ast::create_index::include>[names]) >>
                  -(flag<&ast::create_index::nulls_not_distinct>["NULLS NOT DISTINCT"_kw] |
                    "NULLS DISTINCT"_kw) >>
                  -("WITH"_kw >> at<&ast::create_index::options>[options]) >>
                  -("WHERE"_kw >> at<&ast::create_index::where>[expression]))

namespace views {
using ast::create_view;
inline constexpr auto named = -flag<&create_view::if_not_exists>[phrases::if_not_exists] >>
                              at<&create_view::name>[any_name] >>
                              -at<&create_view::columns>[names] >>
                              -("WITH"_kw >> at<&create_view::options>[options]) >>
                              "AS"_kw >> at<&create_view::query>[query];
template <create_view::check What>
inline constexpr auto checks = is<&create_view::check_option, What>;
using check = create_view::check;
}  // namespace views
HELIOS_NODE(create_view, ast::create_view);
HELIOS_DEFINE(create_view,
              "CREATE"_kw >> -flag<&ast::create_view::or_replace>["OR REPLACE"_kw] >>
                  -flag<&ast::create_view::temporary>[phrases::temporary] >>
                  -flag<&ast::create_view::recursive>["RECURSIVE"_kw] >> "VIEW"_kw >>
                  views::named >>
                  -(views::checks<views::check::cascaded>["WITH CHECK OPTION"_kw |
                                                          "WITH CASCADED CHECK OPTION"_kw] |
                    views::checks<views::check::local>["WITH LOCAL CHECK OPTION"_kw]))
HELIOS_NODE(create_materialized_view, ast::create_view);
HELIOS_DEFINE(create_materialized_view,
              "CREATE"_kw >> flag<&ast::create_view::materialized>["MATERIALIZED VIEW"_kw] >>
                  views::named >>
                  -("WITH DATA"_kw | flag<&ast::create_view::with_no_data>["WITH NO DATA"_kw] |
                    "WITH"_kw >> at<&ast::create_view::options>[options]))
HELIOS_NODE(create_schema, ast::create_schema);
HELIOS_DEFINE(create_schema,
              "CREATE SCHEMA"_kw >>
                  -flag<&ast::create_schema::if_not_exists>[phrases::if_not_exists] >>
                  ("AUTHORIZATION"_kw >> at<&ast::create_schema::owner>[nonreserved] |
                   at<&ast::create_schema::name>[name] >>
                       -("AUTHORIZATION"_kw >> at<&ast::create_schema::owner>[nonreserved])))
HELIOS_NODE(create_sequence, ast::create_sequence);
HELIOS_DEFINE(create_sequence,
              "CREATE"_kw >> -flag<&ast::create_sequence::temporary>[phrases::temporary] >>
                  "SEQUENCE"_kw >>
                  -flag<&ast::create_sequence::if_not_exists>[phrases::if_not_exists] >>
                  at<&ast::create_sequence::name>[any_name] >>
                  *at<&ast::create_sequence::options>[sequence_option])
HELIOS_NODE(create_type, ast::create_type);
HELIOS_DEFINE(create_type,
              "CREATE TYPE"_kw >> at<&ast::create_type::name>[any_name] >> "AS"_kw >>
                  (flag<&ast::create_type::enumeration>["ENUM"_kw] >> open >>
                       -several(at<&ast::create_type::labels>[text]) >> close |
                   open >> -several(at<&ast::create_type::fields>[field_definition]) >> close))
HELIOS_NODE(create_domain, ast::create_domain);
HELIOS_DEFINE(create_domain, "CREATE DOMAIN"_kw >> at<&ast::create_domain::name>[any_name] >>
                                 -"AS"_kw >> at<&ast::create_domain::type>[type] >>
                                 *("COLLATE"_kw >> at<&ast::create_domain::collation>[any_name] |
                                   at<&ast::create_domain::constraints>[column_constraint]))
HELIOS_VALUE(database_option, ast::option);
HELIOS_VALUE(database_value, ast::ref<ast::expression>);
HELIOS_DEFINE(database_value, number | string_literal | target_column)
HELIOS_DEFINE(database_option, at<&ast::option::key>[nonreserved] >> -equal_sign >>
                                   at<&ast::option::value>[database_value])
HELIOS_NODE(create_database, ast::create_database);
HELIOS_DEFINE(create_database,
              "CREATE DATABASE"_kw >>
                  -flag<&ast::create_database::if_not_exists>[phrases::if_not_exists] >>
                  at<&ast::create_database::name>[name] >> -"WITH"_kw >>
                  (ahead[open] >> at<&ast::create_database::options>[options] |
                   *at<&ast::create_database::options>[database_option]))
namespace policies {
using ast::create_policy;
template <create_policy::command What>
inline constexpr auto command = is<&create_policy::what, What>;
using commands = create_policy::command;
}  // namespace policies
HELIOS_NODE(create_policy, ast::create_policy);
HELIOS_DEFINE(create_policy,
              "CREATE POLICY"_kw >> at<&ast::create_policy::name>[name] >> "ON"_kw >>
                  at<&ast::create_policy::table>[any_name] >>
                  -("AS"_kw >>
                    ("PERMISSIVE"_kw | flag<&ast::create_policy::restrictive>["RESTRICTIVE"_kw])) >>
                  -("FOR"_kw >> (policies::command<policies::commands::all>["ALL"_kw] |
                                 policies::command<policies::commands::select>["SELECT"_kw] |
                                 policies::command<policies::commands::insert>["INSERT"_kw] |
                                 policies::command<policies::commands::update>["UPDATE"_kw] |
                                 policies::command<policies::commands::delete_>["DELETE"_kw])) >>
                  -("TO"_kw >> several(at<&ast::create_policy::roles>[label])) >>
                  -("USING"_kw >> open >> at<&ast::create_policy::using_>[expression] >> close) >>
                  -("WITH CHECK"_kw >> open >> at<&ast::create_policy::check>[expression] >> close))
HELIOS_NODE(create_extension, ast::create_extension);
HELIOS_DEFINE(create_extension,
              "CREATE EXTENSION"_kw >>
                  -flag<&ast::create_extension::if_not_exists>[phrases::if_not_exists] >>
                  at<&ast::create_extension::name>[name])

// ---- DROP, COMMENT, REFRESH ---------------------------------------------------------------------

HELIOS_NODE(drop, ast::drop);
HELIOS_NODE(drop_policy, ast::drop);
HELIOS_DEFINE(drop, "DROP"_kw >> at<&ast::drop::what>[object] >>
                        -flag<&ast::drop::concurrently>["CONCURRENTLY"_kw] >>
                        -flag<&ast::drop::if_exists>[phrases::if_exists] >>
                        several(at<&ast::drop::names>[any_name]) >>
                        phrases::behaviour<&ast::drop::cascade>)
HELIOS_DEFINE(drop_policy,
              "DROP"_kw >> is<&ast::drop::what, ast::object_kind::policy>["POLICY"_kw] >>
                  -flag<&ast::drop::if_exists>[phrases::if_exists] >>
                  at<&ast::drop::names>[any_name] >> "ON"_kw >> at<&ast::drop::on>[any_name] >>
                  phrases::behaviour<&ast::drop::cascade>)
HELIOS_NODE(comment, ast::comment);
HELIOS_DEFINE(comment,
              "COMMENT ON"_kw >>
                  ((is<&ast::comment::what, ast::object_kind::constraint>["CONSTRAINT"_kw] |
                    is<&ast::comment::what, ast::object_kind::policy>["POLICY"_kw]) >>
                       at<&ast::comment::name>[any_name] >> "ON"_kw >>
                       at<&ast::comment::on>[any_name] |
                   (is<&ast::comment::what, ast::object_kind::column>["COLUMN"_kw] |
                    at<&ast::comment::what>[object]) >>
                       at<&ast::comment::name>[any_name]) >>
                  "IS"_kw >> at<&ast::comment::text>[string_literal | null_literal])
HELIOS_NODE(refresh, ast::refresh);
HELIOS_DEFINE(refresh, "REFRESH MATERIALIZED VIEW"_kw >>
                           -flag<&ast::refresh::concurrently>["CONCURRENTLY"_kw] >>
                           at<&ast::refresh::name>[any_name] >>
                           -flag<&ast::refresh::incrementally>["INCREMENTALLY"_kw] >>
                           -("WITH DATA"_kw | flag<&ast::refresh::with_no_data>["WITH NO DATA"_kw]))

HELIOS_VALUE(create, ast::ref<ast::statement>);
HELIOS_VALUE(alter, ast::ref<ast::statement>);
HELIOS_DEFINE(create, create_table | create_table_as | create_index | create_view |
                          create_materialized_view | create_schema | create_sequence | create_type |
                          create_domain | create_database | create_policy | create_extension)
HELIOS_DEFINE(alter, rename | set_schema | alter_sequence | alter_type | alter_table)
HELIOS_DEFINE(definition, ahead["CREATE"_kw] >> create | ahead["ALTER"_kw] >> alter | drop |
                              drop_policy | comment | refresh)

}  // namespace helios::sql::grammar
