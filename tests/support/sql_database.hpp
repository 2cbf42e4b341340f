// tests/support/sql_database.hpp -- the public API on files of a test's own, and answers as text.
#pragma once

#include <helios/api/database.hpp>
#include <helios/base/border.hpp>
#include <helios/api/impl/connection.hpp>
#include <helios/catalog/catalog_editor.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace helios::testing {

/// What helios::open() opens, on files of `world` and with options of the engine.
/// Requires that `world` outlives what stands on it.
[[nodiscard]] inline std::shared_ptr<api::instance> open_instance(
    storage::vfs& world, std::string const& path, history::engine_options const& how = {}) {
  auto in = std::make_shared<api::instance>();
  in->path = path;
  in->engine = history::engine::open(world, path, how);
  if (!how.read_only) catalog::bootstrap(in->engine);
  return in;
}
[[nodiscard]] inline database database_on(std::shared_ptr<api::instance> in) {
  return database(std::make_shared<helios::detail::connection>(
      std::move(in), api::session_options{}, std::nullopt));
}
[[nodiscard]] inline database open_in(storage::vfs& world, std::string const& path,
                                      history::engine_options const& how = {}) {
  return helios::detail::at_border([&] { return database_on(open_instance(world, path, how)); });
}

/// The rows of a query: a line each, a bar behind each field, NULL is ~.
[[nodiscard]] inline std::string answer(executor& in, std::string_view sql) {
  std::string all;
  for (row const& r : in.query(sql)) {
    for (std::size_t i = 0; i != r.size(); ++i) {
      all += r[i].is_null() ? "~" : r[i].text();
      all += '|';
    }
    all += '\n';
  }
  return all;
}

}  // namespace helios::testing
