// helios/api/copy.hpp -- CSV files into tables and out of queries, for the COPY statement and the
// copy calls of helios::database.
//
// Holds     (C1) an error keeps no row
// Threads   as the session
// Errors    22P04 too few or too many cells; those of INSERT and of the types' texts; 58P01, 58030
//           from files; 57014 stopped. context() names the file, the line and the column.
#pragma once

#include <helios/api/csv.hpp>
#include <helios/api/session.hpp>

#include <iosfwd>

namespace helios::api {

/// What the first line of a file is.
enum class csv_header : std::uint8_t {
  none,   // a row
  skip,   // anything
  match,  // the names of the columns, in their order, else 22P04
  names,  // the names of the file's columns; they say which of the table's it has
};

struct copy_format {
  csv_format csv;
  csv_header header = csv_header::none;
};

/// `columns` empty: those of the header, or all. Returns the number of rows.
HELIOS_DECL std::uint64_t copy_in(session& in, std::string_view table,
                                  std::span<std::string const> columns, std::istream& from,
                                  std::string_view file, copy_format const& format,
                                  run_options const& how = {});
/// Any header but `none` writes one.
HELIOS_DECL std::uint64_t copy_out(outcome rows, std::ostream& into, copy_format const& format,
                                   run_options const& how = {});

/// COPY .. FROM and TO files, in the session's transaction. `text`: what the tree was parsed from;
/// `source`: the query in brackets, if there is one.
HELIOS_DECL outcome copy(session& in, sql::ast::copy const& tree, std::string_view text,
                         statement_ptr source, run_options const& how = {});

}  // namespace helios::api

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/copy.ipp>
#endif
