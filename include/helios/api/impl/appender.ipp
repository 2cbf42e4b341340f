// helios/api/impl/appender.ipp -- see helios/api/appender.hpp
#pragma once

#include <helios/api/appender.hpp>

#include <helios/api/impl/append_state.hpp>
#include <helios/api/impl/border.hpp>

namespace helios {

appender::appender(std::unique_ptr<detail::append_state> state) noexcept
    : state_(std::move(state)) {}
appender::appender(appender&&) noexcept = default;
appender& appender::operator=(appender&&) noexcept = default;
appender::~appender() = default;

detail::append_state& appender::state() const {
  if (!state_) {
    throw error(errc::object_not_in_prerequisite_state,
                "this appender has been closed, or it has been moved from");
  }
  return *state_;
}

void appender::add(std::span<types::value const> values) {
  detail::at_border([&] {
    std::size_t const wanted = state().rows->columns().size();
    if (values.size() != wanted) {
      throw error(errc::syntax_error, "a row of " + std::to_string(values.size()) + " values for " +
                                          std::to_string(wanted) + " columns");
    }
    state().rows->add(values);
  });
}

std::uint64_t appender::close() {
  return detail::at_border([&] {
    std::uint64_t const added = state().rows->commit();
    state_.reset();
    return added;
  });
}

}  // namespace helios
