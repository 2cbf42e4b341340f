// helios/api/impl/statement.ipp -- see helios/api/statement.hpp
#pragma once

#include <helios/api/statement.hpp>

#include <helios/base/border.hpp>
#include <helios/api/impl/connection.hpp>
#include <helios/api/impl/result_state.hpp>

namespace helios {

statement::statement(std::shared_ptr<detail::connection> in,
                     std::shared_ptr<api::statement> what) noexcept
    : connection_(std::move(in)), what_(std::move(what)) {}

std::string_view statement::text() const { return what_->text(); }

std::vector<result_column> statement::columns() const {
  return detail::at_border([&] { return connection_->talk.describe(what_); });
}

std::shared_ptr<api::statement> const& statement::whole() const {
  if (!what_)
    throw error(errc::object_not_in_prerequisite_state, "this statement has been moved from");
  return what_;
}

result statement::run(std::span<types::value const> parameters, run_options const& how) {
  return detail::at_border([&] {
    auto made = std::make_unique<detail::result_state>(connection_);
    made->take(connection_->run(whole(), parameters, how));
    return result(std::move(made));
  });
}

std::uint64_t statement::execute_values(std::span<types::value const> parameters) {
  return detail::at_border([&] { return connection_->run(whole(), parameters, {}).rows; });
}

}  // namespace helios
