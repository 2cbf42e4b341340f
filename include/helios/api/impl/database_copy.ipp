// helios/api/impl/database_copy.ipp -- CSV files and streams, dumps.
#pragma once

#include <helios/api/copy.hpp>
#include <helios/api/database.hpp>
#include <helios/api/dump.hpp>
#include <helios/sql/print.hpp>

#include <helios/base/border.hpp>
#include <helios/api/impl/connection.hpp>

#include <fstream>

namespace helios {

namespace detail {

[[nodiscard]] inline api::copy_format format_of(copy_options const& how) {
  return {{how.delimiter, how.quote, how.escape, how.null},
          how.header ? api::csv_header::names : api::csv_header::none};
}
[[nodiscard]] inline run_options run_options_of(copy_options const& how) {
  run_options to;
  to.stop = how.stop;
  to.progress = how.progress;
  return to;
}

}  // namespace detail

std::uint64_t database::copy_from(std::string_view table, std::istream& from,
                                  copy_options const& how) {
  return detail::at_border([&] {
    return api::copy_in(link().talk, table, how.columns, from, "input", detail::format_of(how),
                        detail::run_options_of(how));
  });
}

std::uint64_t database::copy_from(std::string_view table, std::string const& path,
                                  copy_options const& how) {
  return detail::at_border([&] {
    std::ifstream from(path, std::ios::binary);
    if (!from) {
      throw error(errc::undefined_file, "could not open file \"" + path + "\" for reading");
    }
    return api::copy_in(link().talk, table, how.columns, from, path, detail::format_of(how),
                        detail::run_options_of(how));
  });
}

std::uint64_t database::copy_to(std::string_view what, std::ostream& into,
                                copy_options const& how) {
  return detail::at_border([&] {
    bool const query = what.starts_with('(') && what.ends_with(')');
    std::string columns;
    for (std::string const& c : how.columns) {
      columns += (columns.empty() ? "" : ", ") + sql::quote_name(c);
    }
    std::string const sql =
        query ? std::string(what.substr(1, what.size() - 2))
              : "SELECT " + (columns.empty() ? "*" : columns) + " FROM " + std::string(what);
    auto const all = link().statements(sql);
    if (all.size() != 1) throw error(errc::syntax_error, "one query is wanted to copy from");
    run_options const run = detail::run_options_of(how);
    return api::copy_out(link().run(all.front(), {}, run), into, detail::format_of(how), run);
  });
}

std::uint64_t database::copy_to(std::string_view what, std::string const& path,
                                copy_options const& how) {
  return detail::at_border([&] {
    std::ofstream into(path, std::ios::binary | std::ios::trunc);
    if (!into) throw error(errc::io_error, "could not open file \"" + path + "\" for writing");
    return copy_to(what, into, how);
  });
}

void database::dump(std::ostream& into) {
  detail::at_border([&] { api::dump(link().talk.database(), branch(), newest(), into); });
}

}  // namespace helios
