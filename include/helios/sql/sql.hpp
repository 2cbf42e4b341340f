// helios/sql/sql.hpp -- the SQL front end: text -> tokens -> syntax trees -> text.
//
// token.hpp   the scanner          ast/        the trees
// parse.hpp   text to trees        print.hpp   trees to text
// definition_text.hpp  definitions of the catalog as SQL
// bind.hpp    trees to plans       stored_expressions.hpp   expressions in definitions; their
//                                  texts: kept_expression.hpp
// impl/       the grammar: vocabulary.hpp (what rules are written in), grammar/ (the rules, by
//             families), operand.ipp and operators.hpp (precedence climbing). Nothing outside
//             impl/ includes Boost.Spirit X3
#pragma once

#include <helios/sql/ast/visit.hpp>
#include <helios/sql/bind.hpp>
#include <helios/sql/define.hpp>
#include <helios/sql/definition_text.hpp>
#include <helios/sql/kept_expression.hpp>
#include <helios/sql/parse.hpp>
#include <helios/sql/print.hpp>
#include <helios/sql/stored_expressions.hpp>
#include <helios/sql/token.hpp>
