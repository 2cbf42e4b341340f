// helios/api/impl/copy.ipp -- see helios/api/copy.hpp
#pragma once

#include <helios/api/copy.hpp>
#include <helios/exec/column.hpp>
#include <helios/sql/print.hpp>
#include <helios/types/cast.hpp>
#include <helios/types/text.hpp>
#include <helios/types/value_text.hpp>

#include <helios/api/impl/copy_options.hpp>

#include <fstream>
#include <ostream>

namespace helios::api {

namespace detail {

inline constexpr std::uint64_t rows_between_reports = 8192;

/// Throws 57014 when the caller wants no more.
inline void report(std::uint64_t rows, run_options const& how) {
  if (how.stop.stop_requested() || (how.progress && !how.progress(rows))) {
    throw error(errc::query_canceled, "canceling statement due to user request");
  }
}

/// Reads one file into one table.
class copy_reader {
 public:
  copy_reader(session& in, std::string_view table, std::span<std::string const> columns,
              std::istream& from, std::string_view file, copy_format const& format)
      : table_(table), file_(file), format_(format), cells_of_(from, format.csv) {
    std::vector<std::string> named(columns.begin(), columns.end());
    std::vector<std::string> header;
    if (format.header != csv_header::none && cells_of_.next(cells_)) {
      for (csv_cell const& c : cells_) header.emplace_back(c.text);
      if (format.header == csv_header::names && named.empty()) named = header;
    }
    rows_ = in.begin_bulk(table, named);
    if (format.header == csv_header::match) expect_header(header);
  }

  std::uint64_t run(run_options const& how) {
    std::uint64_t count = 0;
    while (next()) {
      if (++count % rows_between_reports == 0) report(count, how);
    }
    report(count, how);
    return rows_->commit();
  }

 private:
  [[nodiscard]] bool next() {
    try {
      if (!cells_of_.next(cells_)) return false;
    } catch (error& why) {
      throw std::move(why).context(place(cells_of_.line()));
    }
    std::vector<result_column> const& columns = rows_->columns();
    if (cells_.size() < columns.size()) {
      throw error(errc::bad_copy_file_format,
                  "missing data for column \"" + columns[cells_.size()].name + "\"")
          .context(place(cells_of_.line()));
    }
    if (cells_.size() > columns.size()) {
      throw error(errc::bad_copy_file_format, "extra data after last expected column")
          .context(place(cells_of_.line()));
    }
    try {
      values_.clear();
      for (csv_cell const& c : cells_) values_.push_back(value_of(c));
      rows_->add(values_);
    } catch (error& why) {
      throw std::move(why).context(place_of_error());
    }
    return true;
  }

  [[nodiscard]] types::value value_of(csv_cell const& c) const {
    if (!c.quoted && c.text == format_.csv.null) return {};
    types::check_utf8(c.text);
    return types::value::text(c.text, types::type_id::unknown);
  }

  [[nodiscard]] std::string place(std::uint64_t line) const {
    return "COPY " + table_ + ", " + file_ + ", line " + std::to_string(line);
  }
  /// The line, and the column if a cell alone is at fault.
  [[nodiscard]] std::string place_of_error() const {
    std::vector<result_column> const& columns = rows_->columns();
    for (std::size_t i = 0; i != cells_.size(); ++i) {
      try {
        static_cast<void>(
            types::cast(value_of(cells_[i]), columns[i].type, types::cast_context::assignment));
      } catch (error const&) {
        return place(cells_of_.line()) + ", column " + columns[i].name + ": \"" +
               std::string(cells_[i].text) + "\"";
      }
    }
    return place(cells_of_.line());
  }

  void expect_header(std::vector<std::string> const& header) const {
    std::vector<result_column> const& columns = rows_->columns();
    if (header.size() != columns.size()) {
      throw error(errc::bad_copy_file_format,
                  "wrong number of fields in header line: field count "
                  "is " +
                      std::to_string(header.size()) + ", expected " +
                      std::to_string(columns.size()))
          .context(place(1));
    }
    for (std::size_t i = 0; i != header.size(); ++i) {
      if (header[i] == columns[i].name) continue;
      throw error(errc::bad_copy_file_format, "column name mismatch in header line field " +
                                                  std::to_string(i + 1) + ": got \"" + header[i] +
                                                  "\", expected \"" + columns[i].name + "\"")
          .context(place(1));
    }
  }

  std::string table_, file_;
  copy_format format_;
  csv_reader cells_of_;
  std::unique_ptr<session::bulk> rows_;
  std::vector<csv_cell> cells_;
  std::vector<types::value> values_;
};

/// The columns that COPY .. TO writes, as a query.
[[nodiscard]] inline std::string query_of(sql::ast::copy const& tree) {
  std::string columns;
  for (sql::ast::name const& c : tree.columns) {
    columns += (columns.empty() ? "" : ", ") + sql::quote_name(c.text);
  }
  return "SELECT " + (columns.empty() ? "*" : columns) + " FROM " + sql::print(tree.table);
}

}  // namespace detail

std::uint64_t copy_in(session& in, std::string_view table, std::span<std::string const> columns,
                      std::istream& from, std::string_view file, copy_format const& format,
                      run_options const& how) {
  check(format.csv);
  return detail::copy_reader(in, table, columns, from, file, format).run(how);
}

std::uint64_t copy_out(outcome rows, std::ostream& into, copy_format const& format,
                       run_options const& how) {
  check(format.csv);
  std::string text;
  for (std::size_t i = 0; format.header != csv_header::none && i != rows.columns->size(); ++i) {
    if (i != 0) text += format.csv.delimiter;
    append_cell(text, (*rows.columns)[i].name, format.csv);
  }
  if (format.header != csv_header::none) text += '\n';

  std::uint64_t count = 0;
  exec::batch batch;
  std::string cell;
  while (rows.stream && rows.stream->next(batch)) {
    for (std::uint32_t k = 0; k != batch.count(); ++k) {
      for (std::size_t i = 0; i != batch.columns.size(); ++i) {
        if (i != 0) text += format.csv.delimiter;
        types::value const v = exec::value_at(batch.columns[i], batch.rows[k]);
        if (v.is_null()) {
          text += format.csv.null;
          continue;
        }
        cell.clear();
        types::print(v, cell);
        append_cell(text, cell, format.csv);
      }
      text += '\n';
    }
    into.write(text.data(), static_cast<std::streamsize>(text.size()));
    text.clear();
    detail::report(count += batch.count(), how);
  }
  into.write(text.data(), static_cast<std::streamsize>(text.size()));
  into.flush();
  if (!into) throw error(errc::io_error, "could not write the CSV data");
  return count;
}

outcome copy(session& in, sql::ast::copy const& tree, std::string_view text, statement_ptr source,
             run_options const& how) {
  if (tree.program) throw error(errc::feature_not_supported, "COPY PROGRAM is not supported");
  if (tree.where) throw error(errc::feature_not_supported, "COPY .. WHERE is not supported");
  if (tree.path.empty()) {
    throw error(errc::feature_not_supported, "COPY needs the name of a file")
        .hint("Use \\copy in the shell, or copy_from and copy_to in a program.");
  }
  copy_format const format = detail::copy_option_reader(tree, text).format();
  std::string const path(tree.path);
  outcome done;
  if (tree.from) {
    std::ifstream from(path, std::ios::binary);
    if (!from) {
      throw error(errc::undefined_file, "could not open file \"" + path + "\" for reading");
    }
    std::vector<std::string> columns;
    for (sql::ast::name const& c : tree.columns) columns.emplace_back(c.text);
    done.rows = copy_in(in, sql::print(tree.table), columns, from, path, format, how);
  } else {
    if (!source) source = parse(detail::query_of(tree)).front();
    outcome rows = in.run(source, {}, how);
    std::ofstream into(path, std::ios::binary | std::ios::trunc);
    if (!into) throw error(errc::io_error, "could not open file \"" + path + "\" for writing");
    done.rows = copy_out(std::move(rows), into, format, how);
  }
  done.tag = command_tag("COPY ", done.rows);
  return done;
}

}  // namespace helios::api
