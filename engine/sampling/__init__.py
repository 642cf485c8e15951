"""From noise to latent: schedules, solvers, guidance and the one denoising loop."""
