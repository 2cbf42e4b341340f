// helios/api/impl/combined_stop.hpp -- two ways to stop a statement in one: the caller's token and
// the session's cancel().
//
// Threads   stopping is for any
#pragma once

#include <optional>
#include <stop_token>

namespace helios::api::detail {

class combined_stop {
 public:
  combined_stop(std::stop_token const& callers, std::stop_token const& sessions)
      : token_(sessions) {
    if (!callers.stop_possible()) return;
    own_.emplace();
    token_ = own_->get_token();
    first_.emplace(callers, request{&*own_});
    second_.emplace(sessions, request{&*own_});
  }
  [[nodiscard]] std::stop_token const& token() const noexcept { return token_; }

 private:
  struct request {
    std::stop_source* of;
    void operator()() const noexcept { of->request_stop(); }
  };
  std::stop_token token_;
  std::optional<std::stop_source> own_;
  std::optional<std::stop_callback<request>> first_, second_;
};

}  // namespace helios::api::detail
