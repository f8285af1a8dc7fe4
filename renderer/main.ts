import { createApp } from 'vue'
import { createPinia } from 'pinia'
import { z } from 'zod'
import App from './App.vue'
import { i18n } from './i18n/i18n.ts'
import './styles/index.css'

// Compiling schemas needs eval, which the content security policy forbids.
z.config({ jitless: true })

createApp(App).use(createPinia()).use(i18n).mount('#app')
