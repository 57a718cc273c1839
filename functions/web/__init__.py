"""HTTP for all Lambdas: what was asked (`requests`), how it is answered (`answers`), and pages for
what goes wrong (`problems`). Above it stand the Lambdas, which only say what each URL shows."""
