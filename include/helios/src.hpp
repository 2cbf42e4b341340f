// helios/src.hpp -- every definition of helios, for the one source of a program that compiles it separately.
//
// Requires  HELIOS_SEPARATE_COMPILATION is defined for the whole program
#pragma once

#ifndef HELIOS_SEPARATE_COMPILATION
#error "helios/src.hpp is for separate compilation: define HELIOS_SEPARATE_COMPILATION for the whole program"
#endif

#include <helios/base/impl/checksum.ipp>
#include <helios/sql/ast/impl/same.ipp>
#include <helios/sql/impl/grammar/call.ipp>
#include <helios/sql/impl/grammar/ddl.ipp>
#include <helios/sql/impl/grammar/dml.ipp>
#include <helios/sql/impl/grammar/expression.ipp>
#include <helios/sql/impl/grammar/from.ipp>
#include <helios/sql/impl/grammar/query.ipp>
#include <helios/sql/impl/grammar/session.ipp>
#include <helios/sql/impl/grammar/table.ipp>
#include <helios/sql/impl/grammar/type.ipp>
#include <helios/sql/impl/lexer.ipp>
#include <helios/sql/impl/literal.ipp>
#include <helios/sql/impl/operators.ipp>
#include <helios/sql/impl/parse.ipp>
#include <helios/sql/impl/print.ipp>
#include <helios/sql/impl/state.ipp>
