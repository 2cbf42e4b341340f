// helios/api/impl/appender.ipp -- see helios/api/appender.hpp
#pragma once

#include <helios/api/appender.hpp>

#include <helios/api/impl/append_state.hpp>
#include <helios/base/border.hpp>

namespace helios {

appender::appender(std::unique_ptr<detail::append_state> state) noexcept
    : state_(std::move(state)), sink_(state_->rows->sink()) {}
appender::appender(appender&& other) noexcept
    : state_(std::move(other.state_)), sink_(std::exchange(other.sink_, nullptr)) {}
appender& appender::operator=(appender&& other) noexcept {
  state_ = std::move(other.state_);
  sink_ = std::exchange(other.sink_, nullptr);
  return *this;
}
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
    sink_ = nullptr;  // if the row fails, too
    state().rows->add(values);
    sink_ = state().rows->sink();
  });
}

std::uint64_t appender::close() {
  return detail::at_border([&] {
    sink_ = nullptr;
    std::uint64_t const added = state().rows->commit();
    state_.reset();
    return added;
  });
}

try_result<std::uint64_t> appender::try_close() {
  return attempt([&] { return close(); });
}

}  // namespace helios
